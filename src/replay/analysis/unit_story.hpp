// UnitStory: follows units and statistics through the tracker stream and keeps what became of them for each
// player.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "replay/analysis/analysis.hpp"
#include "replay/details.hpp"
#include "replay/event_stream.hpp"

namespace evo::replay {

// What the tracker stream says of one player.
struct PlayerStory {
  std::vector<StatsSample> series;
  std::vector<BuildStep> steps;
  std::map<std::string, UnitCount> units;
};

class UnitStory {
 public:
  static constexpr std::size_t kStepsMax = 20'000;     // Of each player.
  static constexpr std::size_t kSamplesMax = 50'000;   // Of each player: more than four days of play.
  static constexpr std::size_t kUnitTypesMax = 4'000;  // Of each player.
  static constexpr std::size_t kNameBytesMax = 64;

  Next take(const EventHead& event, VersionedDecoder& in);
  // Of the player with that in-game id.
  PlayerStory finish(int player);

 private:
  struct Unit {
    std::string type;
    std::size_t owner = 0;                   // In-game player id; 0: nobody's.
    std::size_t step = kNoStep;              // Of the owner's, when it is under construction.
    std::optional<std::uint32_t> wrapped{};  // Since when it is an egg or cocoon.
  };
  // The fields of unit events, whichever a kind of event has.
  struct UnitFields {
    std::uint64_t tag = 0;
    std::string type;
    std::size_t owner = 0;
    std::optional<std::int64_t> creator_index{};
    std::optional<std::int64_t> creator_recycle{};
    std::optional<std::int64_t> killer{};
    std::string upgrade;
    std::size_t player = 0;
  };
  static constexpr std::size_t kNoStep = SIZE_MAX;

  static std::uint64_t tag_of(std::int64_t index, std::int64_t recycle);
  UnitFields read_fields(const EventHead& event, VersionedDecoder& in);
  void add_sample(std::uint32_t loop, const EventHead& event, VersionedDecoder& in);
  void born(std::uint32_t loop, UnitFields fields);
  void begun(std::uint32_t loop, UnitFields fields);
  void done(std::uint32_t loop, const UnitFields& fields);
  void changed(std::uint32_t loop, UnitFields fields);
  void died(const UnitFields& fields);
  void upgraded(std::uint32_t loop, UnitFields fields);

  // The index of the new step.
  std::size_t add_step(std::size_t owner, BuildStep step);
  // nullptr when the player has too many kinds of unit.
  UnitCount* count(std::size_t owner, const std::string& type);

  std::array<PlayerStory, kPlayersMax> players_;  // By in-game id; 0 is nobody.
  std::unordered_map<std::uint64_t, Unit> units_;
};

}  // namespace evo::replay
