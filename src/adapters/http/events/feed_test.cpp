#include "adapters/http/events/feed.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace evo::http {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string change(std::int64_t seq, const std::string& topic) {
  return "id: " + std::to_string(seq) + "\nevent: change\ndata: {\"topic\":\"" + topic + "\"}\n\n";
}

std::shared_ptr<EventFeed> feed_at(std::int64_t seq, FeedLimits limits = {}) {
  auto feed = std::make_shared<EventFeed>(limits);
  feed->start(seq);
  return feed;
}

std::shared_ptr<EventStream> stream_of(EventFeed& feed, std::int64_t player = 0,
                                       std::optional<std::int64_t> last_seen = std::nullopt) {
  auto stream = feed.subscribe({PlayerId{player}, "session" + std::to_string(player), "10.0.0.1", last_seen});
  EXPECT_TRUE(stream);
  return *stream;
}

TEST(EventFeed, GreetsAndThenTellsChanges) {
  const auto feed = feed_at(7);
  const auto stream = stream_of(*feed);
  EXPECT_EQ(stream->take(), "retry: 2000\n\nid: 7\nevent: hello\ndata: {\"seq\":7}\n\n");
  EXPECT_EQ(stream->take(), "");
  feed->append({{8, "queue"}, {9, "match:3"}});
  EXPECT_EQ(stream->take(), change(8, "queue") + change(9, "match:3"));
  EXPECT_EQ(stream->take(), "");
  EXPECT_EQ(stream->heartbeat(), ": beat\nid: 9\n\n");
}

TEST(EventFeed, PlayerTopicsReachTheirOwnerOnly) {
  const auto feed = feed_at(0);
  const auto stranger = stream_of(*feed);
  const auto owner = stream_of(*feed, 7);
  const auto other = stream_of(*feed, 77);
  int wakes_of_other = 0;
  other->on_news([&] { ++wakes_of_other; });
  for (const auto& stream : {stranger, owner, other}) stream->take();
  feed->append({{1, "player:7"}});
  EXPECT_EQ(owner->take(), change(1, "player:7"));
  EXPECT_EQ(stranger->take(), "");
  EXPECT_EQ(other->take(), "");
  EXPECT_EQ(wakes_of_other, 0);
  EXPECT_EQ(other->heartbeat(), ": beat\nid: 1\n\n") << "it has seen all that it may see";
  feed->append({{2, "player:0"}});
  EXPECT_EQ(stranger->take(), "") << "nobody is player 0";
  feed->append({{3, "standings"}});
  EXPECT_EQ(wakes_of_other, 1);
}

TEST(EventFeed, ResumesAfterTheLastSeenChange) {
  const auto feed = feed_at(10);
  feed->append({{11, "queue"}, {12, "match:1"}, {13, "queue"}});
  const auto stream = stream_of(*feed, 0, 11);
  EXPECT_EQ(stream->take(), "retry: 2000\n\nid: 11\nevent: hello\ndata: {\"seq\":13}\n\n" +
                                change(12, "match:1") + change(13, "queue"));
  EXPECT_THAT(stream_of(*feed, 0, 13)->take(), Not(HasSubstr("event: reset")));
  EXPECT_THAT(stream_of(*feed, 0, 10)->take(), Not(HasSubstr("event: reset")))
      << "the first one that is complete";
  for (const std::int64_t unknown : {0, 9, 14})
    EXPECT_THAT(stream_of(*feed, 0, unknown)->take(),
                testing::EndsWith("id: 13\nevent: reset\ndata: {\"seq\":13}\n\n"));
}

TEST(EventFeed, SeveralChangesOfOneTopicAreToldOnceInOrder) {
  const auto feed = feed_at(0);
  const auto stream = stream_of(*feed);
  stream->take();
  feed->append({{1, "queue"}, {2, "match:1"}, {3, "queue"}, {4, "standings"}, {5, "match:1"}});
  EXPECT_EQ(stream->take(), change(3, "queue") + change(4, "standings") + change(5, "match:1"));
}

TEST(EventFeed, ForgetsOldChangesAndEndsStreamsThatLag) {
  const auto feed = feed_at(0, {.backlog = 2, .streams = 10, .streams_per_address = 10});
  const auto slow = stream_of(*feed);
  const auto quick = stream_of(*feed);
  slow->take();
  quick->take();
  feed->append({{1, "queue"}, {2, "queue"}});
  quick->take();
  feed->append({{3, "queue"}});
  EXPECT_EQ(quick->take(), change(3, "queue"));
  EXPECT_FALSE(slow->ended());
  EXPECT_EQ(slow->take(), "");
  EXPECT_TRUE(slow->ended());
  EXPECT_THAT(stream_of(*feed, 0, 0)->take(), HasSubstr("event: reset"));
  EXPECT_THAT(stream_of(*feed, 0, 1)->take(), Not(HasSubstr("event: reset")));
}

TEST(EventFeed, RepeatedChangesAreIgnored) {
  const auto feed = feed_at(5);
  const auto stream = stream_of(*feed);
  stream->take();
  feed->append({{5, "queue"}, {6, "queue"}});
  feed->append({{6, "queue"}});
  EXPECT_EQ(stream->take(), change(6, "queue"));
  EXPECT_EQ(stream->take(), "");
}

TEST(EventFeed, StreamsAreLimitedInAllAndByAddress) {
  const auto feed = feed_at(0, {.backlog = 10, .streams = 3, .streams_per_address = 2});
  const Subscriber here{{}, "", "10.0.0.1", {}};
  auto first = feed->subscribe(here);
  const auto second = feed->subscribe(here);
  EXPECT_EQ(feed->subscribe(here).error().kind, ErrorKind::busy);
  const auto third = feed->subscribe({{}, "", "10.0.0.2", {}});
  EXPECT_TRUE(third);
  EXPECT_EQ(feed->subscribe({{}, "", "10.0.0.3", {}}).error().kind, ErrorKind::busy);
  first->reset();
  EXPECT_TRUE(feed->subscribe(here)) << "a stream that went away makes room";
}

TEST(EventFeed, SigningOutAndStoppingEndStreams) {
  const auto feed = feed_at(0);
  const auto leaving = stream_of(*feed, 1);
  const auto staying = stream_of(*feed, 2);
  bool woken = false;
  leaving->on_news([&] { woken = true; });
  feed->end_session("session1");
  EXPECT_TRUE(leaving->ended());
  EXPECT_TRUE(woken);
  EXPECT_FALSE(staying->ended());
  leaving->take();
  feed->append({{1, "player:1"}});
  EXPECT_EQ(leaving->take(), "");
  feed->stop();
  EXPECT_TRUE(staying->ended());
  EXPECT_EQ(feed->subscribe({}).error().kind, ErrorKind::unavailable);
}

TEST(EventFeed, NobodySubscribesBeforeItHasStarted) {
  EXPECT_EQ(std::make_shared<EventFeed>(FeedLimits{})->subscribe({}).error().kind, ErrorKind::unavailable);
}

TEST(EventFeed, AnotherStoreMakesEverybodyStartOver) {
  const auto feed = feed_at(100);
  const auto stream = stream_of(*feed);
  feed->restart(3);
  EXPECT_TRUE(stream->ended());
  EXPECT_THAT(stream_of(*feed, 0, 100)->take(), HasSubstr("event: reset"));
}

}  // namespace
}  // namespace evo::http
