// The single checks of verify_report(). Each fills expected, found and result; name and mode are set by the
// caller.
#pragma once

#include <optional>

#include "core/evidence/evidence.hpp"
#include "core/evidence/people.hpp"

namespace evo::evidence {

struct Case {
  const Match& match;
  const replay::ReplaySummary& summary;
  const Catalog& catalog;
  const EvidenceRules& rules;
  Time now;
  const People& people;
};

Check check_type(const Case& given);
Check check_people(const Case& given);
Check check_races(const Case& given);
Check check_map(const Case& given);
Check check_mod(const Case& given);
Check check_time(const Case& given);
Check check_computers(const Case& given);
Check check_observers(const Case& given);
Check check_speed(const Case& given);
Check check_privacy(const Case& given);
Check check_duration(const Case& given);
Check check_locked_alliances(const Case& given);
Check check_result(const Case& given);

// In the match's teams; nullopt when the file does not show it or people cannot be told.
std::optional<Outcome> outcome_of(const Case& given);
// The match's map; nullptr when the catalog does not have it.
const Map* assigned_map(const Case& given);

}  // namespace evo::evidence
