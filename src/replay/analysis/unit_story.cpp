#include "replay/analysis/unit_story.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace evo::replay {
namespace {

using protocol::Name;
using protocol::TypeId;

constexpr double kFoodUnit = 4096;  // The game counts supply in fixed point.

// Born without anybody having asked for it.
constexpr std::string_view kSideEffects[] = {
    "Larva",      "Broodling", "Interceptor", "Locust", "AutoTurret", "MULE",  "KD8Charge",
    "PhaseShift", "Phased",    "Changeling",  "Beacon", "ForceField", "Dummy", "Placeholder"};

bool is_side_effect(std::string_view type) {
  return std::ranges::any_of(kSideEffects, [type](std::string_view part) { return type.contains(part); });
}

bool is_wrapping(std::string_view type) { return type.contains("Egg") || type.contains("Cocoon"); }

// "SiegeTank" and "SiegeTankSieged" are two modes of one unit; "Hatchery" and "Lair" are not.
bool is_mode(std::string_view from, std::string_view to) {
  return from.starts_with(to) || to.starts_with(from);
}

bool is_decoration(std::string_view upgrade) {
  // Mods keep the books with upgrades too: "SCEV_GameResult_Victory".
  return upgrade.starts_with("Reward") || upgrade.starts_with("Spray") || upgrade.contains("GameResult");
}

std::size_t player_number(std::int64_t id) {
  return id > 0 && id < static_cast<std::int64_t>(kPlayersMax) ? static_cast<std::size_t>(id) : 0;
}

// true: the value belonged into the sample.
bool add_value(StatsSample& sample, Name name, std::int64_t value) {
  switch (name) {
    case Name::m_scoreValueMineralsCurrent:
      return sample.minerals = value, true;
    case Name::m_scoreValueVespeneCurrent:
      return sample.vespene = value, true;
    case Name::m_scoreValueMineralsCollectionRate:
      return sample.mineral_income = value, true;
    case Name::m_scoreValueVespeneCollectionRate:
      return sample.vespene_income = value, true;
    case Name::m_scoreValueWorkersActiveCount:
      return sample.workers = value, true;
    case Name::m_scoreValueMineralsUsedCurrentArmy:
      return sample.army_minerals = value, true;
    case Name::m_scoreValueVespeneUsedCurrentArmy:
      return sample.army_vespene = value, true;
    case Name::m_scoreValueFoodUsed:
      return sample.supply_used = static_cast<double>(value) / kFoodUnit, true;
    case Name::m_scoreValueFoodMade:
      return sample.supply_made = static_cast<double>(value) / kFoodUnit, true;
    case Name::m_scoreValueMineralsLostArmy:
    case Name::m_scoreValueMineralsLostEconomy:
    case Name::m_scoreValueMineralsLostTechnology:
    case Name::m_scoreValueVespeneLostArmy:
    case Name::m_scoreValueVespeneLostEconomy:
    case Name::m_scoreValueVespeneLostTechnology:
      return sample.lost += value, true;
    case Name::m_scoreValueMineralsKilledArmy:
    case Name::m_scoreValueMineralsKilledEconomy:
    case Name::m_scoreValueMineralsKilledTechnology:
    case Name::m_scoreValueVespeneKilledArmy:
    case Name::m_scoreValueVespeneKilledEconomy:
    case Name::m_scoreValueVespeneKilledTechnology:
      return sample.killed += value, true;
    default:
      return false;
  }
}

}  // namespace

std::uint64_t UnitStory::tag_of(std::int64_t index, std::int64_t recycle) {
  return static_cast<std::uint64_t>(index) << 32 | static_cast<std::uint32_t>(recycle);
}

Next UnitStory::take(const EventHead& event, VersionedDecoder& in) {
  // A game resumed from a replay begins its time anew by a wrap at 32 bits.
  const auto loop = static_cast<std::uint32_t>(event.loop);
  switch (event.name) {
    case Name::SPlayerStatsEvent:
      add_sample(loop, event, in);
      return Next::taken;
    case Name::SUnitBornEvent:
      born(loop, read_fields(event, in));
      return Next::taken;
    case Name::SUnitInitEvent:
      begun(loop, read_fields(event, in));
      return Next::taken;
    case Name::SUnitDoneEvent:
      done(loop, read_fields(event, in));
      return Next::taken;
    case Name::SUnitTypeChangeEvent:
      changed(loop, read_fields(event, in));
      return Next::taken;
    case Name::SUnitDiedEvent:
      died(read_fields(event, in));
      return Next::taken;
    case Name::SUnitOwnerChangeEvent: {
      const UnitFields fields = read_fields(event, in);
      if (const auto unit = units_.find(fields.tag); unit != units_.end())
        unit->second.owner = fields.owner, unit->second.step = kNoStep;
      return Next::taken;
    }
    case Name::SUpgradeEvent:
      upgraded(loop, read_fields(event, in));
      return Next::taken;
    default:
      return Next::skip;
  }
}

UnitStory::UnitFields UnitStory::read_fields(const EventHead& event, VersionedDecoder& in) {
  UnitFields fields;
  std::int64_t index = 0;
  std::int64_t recycle = 0;
  const auto maybe = [&in](TypeId type, std::optional<std::int64_t>& into) {
    in.optional(type, [&](TypeId) { into = in.integer(); });
    return true;
  };
  in.each_field(event.type, [&](Name name, TypeId type) {
    switch (name) {
      case Name::m_unitTagIndex:
        return index = in.integer(), true;
      case Name::m_unitTagRecycle:
        return recycle = in.integer(), true;
      case Name::m_unitTypeName:
        return fields.type = harmless(in.blob(), kNameBytesMax), true;
      case Name::m_upgradeTypeName:
        return fields.upgrade = harmless(in.blob(), kNameBytesMax), true;
      case Name::m_controlPlayerId:
        return fields.owner = player_number(in.integer()), true;
      case Name::m_playerId:
        return fields.player = player_number(in.integer()), true;
      case Name::m_killerPlayerId:
        return maybe(type, fields.killer);
      case Name::m_creatorUnitTagIndex:
        return maybe(type, fields.creator_index);
      case Name::m_creatorUnitTagRecycle:
        return maybe(type, fields.creator_recycle);
      default:
        return false;
    }
  });
  fields.tag = tag_of(index, recycle);
  return fields;
}

void UnitStory::add_sample(std::uint32_t loop, const EventHead& event, VersionedDecoder& in) {
  StatsSample sample;
  sample.loop = loop;
  std::size_t player = 0;
  in.each_field(event.type, [&](Name name, TypeId type) {
    if (name == Name::m_playerId) return player = player_number(in.integer()), true;
    if (name != Name::m_stats) return false;
    in.each_field(type, [&](Name value, TypeId) { return add_value(sample, value, in.integer()), true; });
    return true;
  });
  if (player != 0 && players_[player].series.size() < kSamplesMax) players_[player].series.push_back(sample);
}

std::size_t UnitStory::add_step(std::size_t owner, BuildStep step) {
  PlayerStory& story = players_[owner];
  if (owner == 0 || story.steps.size() >= kStepsMax) return kNoStep;
  if (!story.series.empty()) step.supply = static_cast<std::int64_t>(story.series.back().supply_used);
  story.steps.push_back(std::move(step));
  return story.steps.size() - 1;
}

UnitCount* UnitStory::count(std::size_t owner, const std::string& type) {
  auto& units = players_[owner].units;
  if (units.size() >= kUnitTypesMax && !units.contains(type)) return nullptr;
  return &units[type];
}

void UnitStory::born(std::uint32_t loop, UnitFields fields) {
  if (UnitCount* units = count(fields.owner, fields.type)) ++units->made;
  if (loop > 0 && !is_side_effect(fields.type)) {
    std::optional<std::uint32_t> started;
    if (fields.creator_index && fields.creator_recycle) {
      const auto creator = units_.find(tag_of(*fields.creator_index, *fields.creator_recycle));
      if (creator != units_.end()) started = creator->second.wrapped;
    }
    add_step(fields.owner,
             {.kind = BuildKind::unit, .name = fields.type, .started = started, .finished = loop});
  }
  units_[fields.tag] = {.type = std::move(fields.type), .owner = fields.owner};
}

void UnitStory::begun(std::uint32_t loop, UnitFields fields) {
  const std::size_t step = is_side_effect(fields.type) ? kNoStep
                                                       : add_step(fields.owner, {.kind = BuildKind::structure,
                                                                                 .name = fields.type,
                                                                                 .started = loop,
                                                                                 .finished = std::nullopt});
  units_[fields.tag] = {.type = std::move(fields.type), .owner = fields.owner, .step = step};
}

void UnitStory::done(std::uint32_t loop, const UnitFields& fields) {
  const auto place = units_.find(fields.tag);
  if (place == units_.end()) return;
  Unit& unit = place->second;
  if (UnitCount* units = count(unit.owner, unit.type)) ++units->made;
  if (unit.step != kNoStep) players_[unit.owner].steps[unit.step].finished = loop;
  unit.step = kNoStep;
}

void UnitStory::changed(std::uint32_t loop, UnitFields fields) {
  const auto place = units_.find(fields.tag);
  if (place == units_.end()) return;
  Unit& unit = place->second;
  const std::string from = std::exchange(unit.type, std::move(fields.type));
  if (is_wrapping(unit.type)) {
    unit.wrapped = loop;
    return;
  }
  const auto started = std::exchange(unit.wrapped, std::nullopt);
  if ((!started && is_mode(from, unit.type)) || is_side_effect(unit.type)) return;
  if (UnitCount* units = count(unit.owner, unit.type)) ++units->made;
  if (loop > 0)
    add_step(unit.owner, {.kind = BuildKind::morph, .name = unit.type, .started = started, .finished = loop});
}

void UnitStory::died(const UnitFields& fields) {
  const auto place = units_.find(fields.tag);
  if (place == units_.end()) return;
  const Unit unit = std::move(place->second);
  units_.erase(place);
  UnitCount* units = count(unit.owner, unit.type);
  if (units == nullptr) return;
  if (!fields.killer) {
    ++units->gone;
    return;
  }
  ++units->lost;
  const std::size_t killer = player_number(*fields.killer);
  if (killer == 0 || killer == unit.owner) return;
  if (UnitCount* killed = count(killer, unit.type)) ++killed->killed;
}

void UnitStory::upgraded(std::uint32_t loop, UnitFields fields) {
  if (loop == 0 || is_decoration(fields.upgrade)) return;
  add_step(fields.player, {.kind = BuildKind::upgrade,
                           .name = std::move(fields.upgrade),
                           .started = std::nullopt,
                           .finished = loop});
}

PlayerStory UnitStory::finish(int player) {
  PlayerStory story = std::move(players_[player_number(player)]);
  for (auto& [name, units] : story.units) units.name = name;
  std::ranges::stable_sort(story.steps, {}, &BuildStep::loop);
  return story;
}

}  // namespace evo::replay
