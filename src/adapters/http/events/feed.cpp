#include "adapters/http/events/feed.hpp"

#include <algorithm>
#include <unordered_set>

#include <fmt/format.h>

#include "adapters/http/exchange/message.hpp"
#include "base/assert.hpp"

namespace evo::http {
namespace {

constexpr std::string_view kPlayerTopic = "player:";
constexpr int kRetryMs = 2000;

std::string render(std::int64_t id, std::string_view event, std::string_view json) {
  return fmt::format("id: {}\nevent: {}\ndata: {}\n\n", id, event, json);
}

}  // namespace

EventStream::EventStream(std::shared_ptr<EventFeed> feed, Subscriber subscriber)
    : feed_(std::move(feed)),
      subscriber_(std::move(subscriber)),
      own_topic_(fmt::format("{}{}", kPlayerTopic, subscriber_.player.value)) {
  const std::int64_t head = feed_->head_;
  const auto last = subscriber_.last_seen;
  const bool is_known = last && *last >= feed_->forgotten_ && *last <= head;
  seen_ = is_known ? *last : head;
  const std::string data = fmt::format(R"({{"seq":{}}})", head);
  preface_ = fmt::format("retry: {}\n\n", kRetryMs) + render(seen_, "hello", data);
  if (last && !is_known) preface_ += render(head, "reset", data);
}

EventStream::~EventStream() { feed_->forget(this); }

bool EventStream::may_see(std::string_view topic) const {
  return !topic.starts_with(kPlayerTopic) || (subscriber_.player && topic == own_topic_);
}

void EventStream::wake() const {
  if (wake_) wake_();
}

void EventStream::end() {
  ended_ = true;
  wake();
}

std::string EventStream::take() {
  std::string text = std::move(preface_);
  preface_.clear();
  if (ended_) return text;
  if (seen_ < feed_->forgotten_) {
    ended_ = true;
    return text;
  }
  const auto& backlog = feed_->backlog_;
  const auto first = std::ranges::upper_bound(backlog, seen_, {}, &Change::seq);
  std::unordered_set<std::string_view> told;
  std::vector<const Change*> fresh;
  for (auto change = backlog.end(); change != first;) {
    --change;
    if (may_see(change->topic) && told.insert(change->topic).second) fresh.push_back(&*change);
  }
  for (auto change = fresh.rbegin(); change != fresh.rend(); ++change)
    text += render((*change)->seq, "change", fmt::format(R"({{"topic":{}}})", json_quote((*change)->topic)));
  seen_ = feed_->head_;
  return text;
}

std::string EventStream::heartbeat() const { return fmt::format(": beat\nid: {}\n\n", seen_); }

void EventFeed::start(std::int64_t oldest) {
  started_ = true;
  head_ = oldest;
  forgotten_ = oldest;
}

void EventFeed::append(std::vector<Change> changes) {
  bool is_public = false;
  std::unordered_set<std::string_view> owners;
  const std::size_t before = backlog_.size();
  for (Change& change : changes) {
    if (change.seq <= head_) continue;
    head_ = change.seq;
    backlog_.push_back(std::move(change));
  }
  for (std::size_t i = before; i < backlog_.size(); ++i) {
    const std::string_view topic = backlog_[i].topic;
    if (heed_) heed_(topic);
    if (topic.starts_with(kPlayerTopic)) {
      owners.insert(topic);
    } else {
      is_public = true;
    }
  }
  // Waking only schedules the streams' owners, so the list of streams stays as it is.
  for (EventStream* stream : streams_)
    if (is_public || owners.contains(stream->own_topic_)) stream->wake();
  while (backlog_.size() > limits_.backlog) {
    forgotten_ = backlog_.front().seq;
    backlog_.pop_front();
  }
}

void EventFeed::restart(std::int64_t head) {
  backlog_.clear();
  start(head);
  for (EventStream* stream : streams_) stream->end();
}

Result<std::shared_ptr<EventStream>> EventFeed::subscribe(Subscriber subscriber) {
  if (!started_ || stopped_) return fail(unavailable("the events stream is not running"));
  if (streams_.size() >= limits_.streams)
    return fail(busy("too many event streams are open; try again later"));
  std::size_t& of_address = by_address_[subscriber.address];
  if (of_address >= limits_.streams_per_address)
    return fail(busy("too many event streams are open from this address"));
  ++of_address;
  auto stream = std::make_shared<EventStream>(shared_from_this(), std::move(subscriber));
  streams_.push_back(stream.get());
  return stream;
}

void EventFeed::end_session(std::string_view session) {
  for (EventStream* stream : streams_)
    if (stream->subscriber_.session == session) stream->end();
}

void EventFeed::end_player(PlayerId player) {
  for (EventStream* stream : streams_)
    if (player && stream->subscriber_.player == player) stream->end();
}

void EventFeed::stop() {
  stopped_ = true;
  for (EventStream* stream : streams_) stream->end();
}

void EventFeed::forget(EventStream* stream) {
  const auto found = std::ranges::find(streams_, stream);
  EVO_ASSERT(found != streams_.end());
  *found = streams_.back();
  streams_.pop_back();
  const auto count = by_address_.find(stream->subscriber_.address);
  EVO_ASSERT(count != by_address_.end() && count->second > 0);
  if (--count->second == 0) by_address_.erase(count);
}

}  // namespace evo::http
