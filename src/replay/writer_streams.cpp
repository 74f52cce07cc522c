#include "replay/writer_streams.hpp"

#include <algorithm>
#include <limits>

#include "base/random.hpp"
#include "replay/bit_encoder.hpp"
#include "replay/versioned_encoder.hpp"

namespace evo::replay {
namespace {

using protocol::Name;
using protocol::TypeId;

constexpr int kEveryone = 16;  // The game itself acts, not a user.
constexpr std::uint32_t kStatsLoops = 160;
constexpr std::uint32_t kLeanFactor = 32;  // So much rarer are filler events in a lean file.
constexpr std::uint64_t kEventIds = 256;   // No protocol numbers its events higher.

struct EventType {
  std::int64_t id = -1;  // -1: the build has no such event.
  TypeId type = protocol::kNoType;
};

EventType event_named(protocol::EventSetId set, Name name) {
  for (std::uint64_t id = 0; id < kEventIds; ++id) {
    const protocol::Event* event = protocol::find_event(set, id);
    if (event != nullptr && event->name == name) return {static_cast<std::int64_t>(id), event->type};
  }
  return {};
}

constexpr auto kNoFields = [](Name, TypeId) { return false; };

// A stream of what users did: loop, user, event, padding.
class UserStream {
 public:
  UserStream(const protocol::Layout& layout, TypeId event_id) : layout_(layout), event_id_(event_id) {}

  // Events come in the order of their loops. One that the build does not know is left out.
  template <class Source>
  void add(std::uint32_t loop, int user, const EventType& event, Source&& source) {
    if (event.id < 0) return;
    out_.integer(layout_.loop_delta, loop - loop_);
    loop_ = loop;
    out_.structure(layout_.user_id, [&](Name, TypeId type) { return out_.integer(type, user), true; });
    out_.integer(event_id_, event.id);
    out_.structure(event.type, source);
    out_.align();
  }

  BitEncoder& out() { return out_; }

 private:
  const protocol::Layout& layout_;
  TypeId event_id_;
  std::uint32_t loop_ = 0;
  BitEncoder out_;
};

// Camera movements of everybody who is still there, some two in three seconds, until the last has left.
class CameraWalk {
 public:
  CameraWalk(const GamePlan& plan, UserStream& stream)
      : stream_(stream),
        sparseness_(plan.game.lean ? kLeanFactor : 1),
        rng_(plan.game.random_seed ^ plan.game.variety * 0x9E3779B97F4A7C15),
        camera_(event_named(plan.layout.game_events, Name::SCameraUpdateEvent)) {
    for (std::size_t i = 0; i < plan.users.size(); ++i)
      present_.push_back({static_cast<int>(i), anywhere(), anywhere()});
  }

  // Movements from where the walk stands up to `loop`, not included.
  void until(std::uint32_t loop) {
    if (present_.empty()) return;
    const std::uint32_t between = 64 * sparseness_ / static_cast<std::uint32_t>(present_.size()) + 1;
    while (next_ < loop) {
      move(rng_.pick(present_));
      next_ += 1 + static_cast<std::uint32_t>(rng_.below(between));
    }
  }
  void leave(int user) {
    std::erase_if(present_, [user](const Viewer& viewer) { return viewer.user == user; });
  }

 private:
  struct Viewer {
    int user;
    int x;  // In 256ths of a map cell.
    int y;
  };
  static constexpr int kMapEdge = 200 * 256;

  int anywhere() { return static_cast<int>(rng_.below(kMapEdge)); }
  int near(int place) { return std::clamp(place + static_cast<int>(rng_.between(-1200, 1200)), 0, kMapEdge); }

  void move(Viewer& viewer) {
    const bool jumps = rng_.chance(0.15);
    viewer.x = jumps ? anywhere() : near(viewer.x);
    viewer.y = jumps ? anywhere() : near(viewer.y);
    BitEncoder& out = stream_.out();
    stream_.add(next_, viewer.user, camera_, [&](Name field, TypeId type) {
      if (field != Name::m_target) return false;
      out.structure(type, [&](Name axis, TypeId coordinate) {
        return out.integer(coordinate, axis == Name::x ? viewer.x : viewer.y), true;
      });
      return true;
    });
  }

  UserStream& stream_;
  std::uint32_t sparseness_;
  Rng rng_;
  EventType camera_;
  std::vector<Viewer> present_;
  std::uint32_t next_ = 1;
};

void add_opening(const GamePlan& plan, UserStream& stream) {
  const protocol::EventSetId set = plan.layout.game_events;
  const double duration_s = seconds_of(plan.game.game_loops, plan.game.speed);
  const auto ended_s = static_cast<double>(to_micros(plan.game.ended_at)) / 1e6;
  const auto started_s = static_cast<std::int64_t>(std::max(ended_s - duration_s, 0.0));
  BitEncoder& out = stream.out();
  const auto sync_time = [&](Name, TypeId type) { return out.integer(type, started_s), true; };

  stream.add(0, kEveryone, event_named(set, Name::SSetSyncLoadingTimeEvent), sync_time);
  const EventType options = event_named(set, Name::SUserOptionsEvent);
  for (std::size_t i = 0; i < plan.users.size(); ++i)
    stream.add(0, static_cast<int>(i), options, [&](Name field, TypeId type) {
      switch (field) {
        case Name::m_gameFullyDownloaded:
          return out.integer(type, 1), true;
        case Name::m_baseBuildNum:
          return out.integer(type, plan.game.base_build), true;
        case Name::m_buildNum:
          return out.integer(type, plan.version.build), true;
        default:
          return false;
      }
    });
  stream.add(0, kEveryone, event_named(set, Name::SUserFinishedLoadingSyncEvent), kNoFields);
  stream.add(0, kEveryone, event_named(set, Name::SSetSyncPlayingTimeEvent), sync_time);
}

// A player's economy as far as the statistics show it: what is collected grows with the workers, is spent on
// workers, technology and an army, and some of the army is lost.
class Economy {
 public:
  explicit Economy(std::uint64_t seed) : rng_(seed) {}

  void advance() {
    workers_ = std::min<std::int64_t>(workers_ + rng_.between(0, 2), 75);
    minerals_rate_ = workers_ * rng_.between(38, 46);
    vespene_rate_ = workers_ > 16 ? (workers_ - 16) * rng_.between(14, 20) : 0;
    // A rate is for a minute of game time; statistics come every tenth of one.
    minerals_ += minerals_rate_ / 6;
    vespene_ += vespene_rate_ / 6;
    const std::int64_t spent = minerals_ * rng_.between(60, 100) / 100;
    const std::int64_t gas = vespene_ * rng_.between(50, 95) / 100;
    minerals_ -= spent;
    vespene_ -= gas;
    army_ += spent * 5 / 10;
    army_vespene_ += gas * 7 / 10;
    economy_ += spent * 3 / 10;
    technology_ += spent * 2 / 10;
    technology_vespene_ += gas * 3 / 10;
    if (rng_.chance(0.2)) lose(static_cast<int>(rng_.between(5, 45)));
  }

  // The value under that name; 0 for those that the model leaves out.
  std::int64_t value(Name name) const {
    switch (name) {
      case Name::m_scoreValueMineralsCurrent:
        return minerals_;
      case Name::m_scoreValueVespeneCurrent:
        return vespene_;
      case Name::m_scoreValueMineralsCollectionRate:
        return minerals_rate_;
      case Name::m_scoreValueVespeneCollectionRate:
        return vespene_rate_;
      case Name::m_scoreValueWorkersActiveCount:
        return workers_;
      case Name::m_scoreValueMineralsUsedCurrentArmy:
      case Name::m_scoreValueMineralsUsedActiveForces:
        return army_;
      case Name::m_scoreValueVespeneUsedCurrentArmy:
      case Name::m_scoreValueVespeneUsedActiveForces:
        return army_vespene_;
      case Name::m_scoreValueMineralsUsedCurrentEconomy:
        return economy_;
      case Name::m_scoreValueMineralsUsedCurrentTechnology:
        return technology_;
      case Name::m_scoreValueVespeneUsedCurrentTechnology:
        return technology_vespene_;
      case Name::m_scoreValueMineralsLostArmy:
        return lost_;
      case Name::m_scoreValueVespeneLostArmy:
        return lost_vespene_;
      case Name::m_scoreValueMineralsKilledArmy:
        return lost_ * 9 / 10;
      case Name::m_scoreValueVespeneKilledArmy:
        return lost_vespene_ * 9 / 10;
      case Name::m_scoreValueFoodUsed:
        return food_used() * kFoodUnit;
      case Name::m_scoreValueFoodMade:
        return std::min<std::int64_t>(food_used() / 8 * 8 + 7, 200) * kFoodUnit;
      default:
        return 0;
    }
  }

 private:
  static constexpr std::int64_t kFoodUnit = 4096;  // The game counts supply in fixed point.

  std::int64_t food_used() const { return std::min<std::int64_t>(workers_ + army_ / 50, 200); }
  void lose(int per_cent) {
    lost_ += army_ * per_cent / 100;
    lost_vespene_ += army_vespene_ * per_cent / 100;
    army_ -= army_ * per_cent / 100;
    army_vespene_ -= army_vespene_ * per_cent / 100;
  }

  Rng rng_;
  std::int64_t workers_ = 12;
  std::int64_t minerals_ = 50;
  std::int64_t vespene_ = 0;
  std::int64_t minerals_rate_ = 0;
  std::int64_t vespene_rate_ = 0;
  std::int64_t army_ = 0;
  std::int64_t army_vespene_ = 0;
  std::int64_t economy_ = 1000;
  std::int64_t technology_ = 0;
  std::int64_t technology_vespene_ = 0;
  std::int64_t lost_ = 0;
  std::int64_t lost_vespene_ = 0;
};

class TrackerStream {
 public:
  explicit TrackerStream(const protocol::Layout& layout) : layout_(layout) {}

  template <class Source>
  void add(std::uint32_t loop, const EventType& event, Source&& source) {
    if (event.id < 0) return;
    out_.integer(layout_.loop_delta, loop - loop_);
    loop_ = loop;
    out_.integer(layout_.tracker_event_id, event.id);
    out_.structure(event.type, source);
  }

  VersionedEncoder& out() { return out_; }

 private:
  const protocol::Layout& layout_;
  std::uint32_t loop_ = 0;
  VersionedEncoder out_;
};

void add_player_setups(const GamePlan& plan, TrackerStream& stream) {
  const EventType setup = event_named(plan.layout.tracker_events, Name::SPlayerSetupEvent);
  VersionedEncoder& out = stream.out();
  for (std::size_t i = 0; i < plan.game.players.size(); ++i) {
    const int user = plan.slot_users[i];
    stream.add(0, setup, [&](Name field, TypeId type) {
      switch (field) {
        case Name::m_playerId:
          return out.integer(type, static_cast<std::int64_t>(i) + 1), true;
        case Name::m_type:
          return out.integer(type, user >= 0 ? 1 : 2), true;
        case Name::m_userId:
          if (user >= 0) out.integer(type, user);
          return user >= 0;
        case Name::m_slotId:
          return out.integer(type, static_cast<std::int64_t>(i)), true;
        default:
          return false;
      }
    });
  }
}

}  // namespace

Result<std::vector<std::uint8_t>> write_messages(const GamePlan& plan) {
  UserStream stream(plan.layout, plan.layout.message_event_id);
  BitEncoder& out = stream.out();
  const protocol::EventSetId set = plan.layout.message_events;
  const EventType progress = event_named(set, Name::SLoadingProgressMessage);
  for (std::size_t i = 0; i < plan.users.size(); ++i)
    stream.add(0, static_cast<int>(i), progress,
               [&](Name, TypeId type) { return out.integer(type, 100), true; });
  const EventType chat = event_named(set, Name::SChatMessage);
  for (const PlannedChat& said : plan.chat)
    stream.add(said.loop, said.user, chat, [&](Name field, TypeId type) {
      if (field == Name::m_recipient) return out.integer(type, said.recipient), true;
      return out.blob(type, said.line->text), true;
    });
  return out.finish("replay.message.events");
}

Result<std::vector<std::uint8_t>> write_game_events(const GamePlan& plan) {
  UserStream stream(plan.layout, plan.layout.game_event_id);
  stream.out().reserve(16u << 10);
  add_opening(plan, stream);

  std::vector<int> leavers;
  for (std::size_t i = 0; i < plan.users.size(); ++i)
    if (plan.users[i].left_loop <= plan.game.game_loops) leavers.push_back(static_cast<int>(i));
  const auto left_loop = [&plan](int user) { return plan.users[static_cast<std::size_t>(user)].left_loop; };
  std::ranges::sort(leavers, {}, [&](int user) { return std::pair(left_loop(user), user); });

  const EventType leave = event_named(plan.layout.game_events, Name::SGameUserLeaveEvent);
  CameraWalk cameras(plan, stream);
  for (const int user : leavers) {
    cameras.until(left_loop(user));
    cameras.leave(user);
    stream.add(left_loop(user), user, leave, kNoFields);
  }
  cameras.until(plan.game.game_loops);
  return stream.out().finish("replay.game.events");
}

Result<std::vector<std::uint8_t>> write_tracker_events(const GamePlan& plan) {
  const GameDescription& game = plan.game;
  TrackerStream stream(plan.layout);
  VersionedEncoder& out = stream.out();
  const std::uint32_t stats_loops = game.lean ? kStatsLoops * kLeanFactor : kStatsLoops;
  const std::size_t samples = game.game_loops / stats_loops + 2;
  out.reserve(samples * game.players.size() * 200);
  add_player_setups(plan, stream);

  const EventType stats = event_named(plan.layout.tracker_events, Name::SPlayerStatsEvent);
  Rng seeds(game.random_seed ^ game.variety * 0x9E3779B97F4A7C15 ^ 0x5374617473);
  std::vector<Economy> economies;
  for (std::size_t i = 0; i < game.players.size(); ++i) economies.emplace_back(seeds.next());
  const auto sample = [&](std::uint32_t loop, std::size_t player) {
    stream.add(loop, stats, [&](Name field, TypeId type) {
      if (field == Name::m_playerId) return out.integer(type, static_cast<std::int64_t>(player) + 1), true;
      if (field != Name::m_stats) return false;
      out.structure(type, [&](Name value, TypeId value_type) {
        return out.integer(value_type, economies[player].value(value)), true;
      });
      return true;
    });
  };
  // The first sample is of loop 1, before anything has happened.
  for (std::uint32_t loop = std::min(1u, game.game_loops); loop <= game.game_loops;
       loop = loop < stats_loops ? stats_loops : loop + stats_loops) {
    for (std::size_t i = 0; i < economies.size(); ++i) {
      if (game.players[i].left_loop.value_or(game.game_loops) < loop) continue;
      if (loop >= stats_loops) economies[i].advance();
      sample(loop, i);
    }
  }
  return out.finish("replay.tracker.events");
}

}  // namespace evo::replay
