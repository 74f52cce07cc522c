// The events stream: changes of the store as server-sent events. One feed holds the newest changes once, for
// everybody; a stream is only a place in it, so a slow reader costs no memory: when its place has left the
// feed, the stream ends and the client starts over. Nobody sees a "player:" topic but its owner.
//
// What a client gets: `retry`, then `hello` with the newest number, then either the changes after its
// Last-Event-ID or, where these are no longer known, `reset`; afterwards every change as it happens. Ids let
// it resume after a disconnection.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "app/records.hpp"
#include "base/result.hpp"

namespace evo::http {

class EventFeed;

struct Subscriber {
  PlayerId player;      // 0: nobody is signed in.
  std::string session;  // Hash of the session's token; empty without.
  std::string address;
  std::optional<std::int64_t> last_seen;
};

class EventStream {
 public:
  EventStream(std::shared_ptr<EventFeed> feed, Subscriber subscriber);
  ~EventStream();
  EventStream(const EventStream&) = delete;
  EventStream& operator=(const EventStream&) = delete;

  // Text to send now; empty when there is none. Several changes of one topic are told once.
  std::string take();
  // A comment that keeps the connection alive, and the number up to which this client has seen everything.
  std::string heartbeat() const;
  // Nothing more will come.
  bool ended() const { return ended_; }
  // `wake` is called when take() or ended() has news; the stream's owner clears it before it goes away.
  void on_news(std::function<void()> wake) { wake_ = std::move(wake); }

 private:
  friend class EventFeed;
  bool may_see(std::string_view topic) const;
  void wake() const;
  void end();

  std::shared_ptr<EventFeed> feed_;
  Subscriber subscriber_;
  std::string own_topic_;
  std::string preface_;
  std::int64_t seen_ = 0;  // Everything up to this number was taken or is not for this client.
  bool ended_ = false;
  std::function<void()> wake_;
};

struct FeedLimits {
  std::size_t backlog = 4096;  // Changes kept for streams that resume or lag.
  std::size_t streams = 1000;
  std::size_t streams_per_address = 64;
};

class EventFeed : public std::enable_shared_from_this<EventFeed> {
 public:
  explicit EventFeed(FeedLimits limits) : limits_(limits) {}

  // Begins: `oldest` is the number before the first change that will be appended. Until then nobody can
  // subscribe.
  void start(std::int64_t oldest);
  bool started() const { return started_; }
  // Changes in rising order; those up to head() are ignored.
  void append(std::vector<Change> changes);
  std::int64_t head() const { return head_; }
  // A backup was restored or the store was replaced: every client starts over.
  void restart(std::int64_t head);

  // Errors: busy (a limit), unavailable (not started, or stopping).
  Result<std::shared_ptr<EventStream>> subscribe(Subscriber subscriber);
  // Ends the streams of a session that signed out.
  void end_session(std::string_view session);
  // Ends the streams of a player who is no more.
  void end_player(PlayerId player);
  // Hears the topic of every change that is appended, whether or not anybody streams; empty: nobody does.
  void on_change(std::function<void(std::string_view topic)> heed) { heed_ = std::move(heed); }
  // Ends all streams and refuses new ones.
  void stop();
  std::size_t streams() const { return streams_.size(); }

 private:
  friend class EventStream;
  void forget(EventStream* stream);

  FeedLimits limits_;
  bool started_ = false;
  bool stopped_ = false;
  std::int64_t head_ = 0;
  std::int64_t forgotten_ = 0;  // Changes up to this number are not in `backlog_`.
  std::deque<Change> backlog_;
  std::vector<EventStream*> streams_;
  std::unordered_map<std::string, std::size_t> by_address_;
  std::function<void(std::string_view)> heed_;
};

}  // namespace evo::http
