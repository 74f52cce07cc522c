// What staff look at, and everything the ladder keeps of one player, as JSON.
#include <cmath>

#include <nlohmann/json.hpp>

#include "adapters/http/api/parts_json.hpp"
#include "adapters/http/api/view_json.hpp"
#include "core/mode/mode.hpp"

namespace evo::http {
namespace {

template <class Entries, class Render>
Json list(const Entries& entries, Render render_entry) {
  Json array = Json::array();
  for (const auto& entry : entries) array.push_back(render_entry(entry));
  return array;
}

Json audit_part(const AuditEntry& line) {
  return {{"id", line.id},
          {"at", to_rfc3339(line.at)},
          {"actor", id_or_null(line.actor.value)},
          {"action", line.action},
          {"match", id_or_null(line.match.value)},
          {"target", id_or_null(line.target.value)},
          {"before", line.before},
          {"after", line.after},
          {"reason", line.reason}};
}

Json audit_part(const std::vector<AuditEntry>& lines) {
  return list(lines, [](const AuditEntry& line) { return audit_part(line); });
}

Json waiting_part(const WaitingPlayer& waiting) {
  Json races = Json::array();
  for (const TicketOption& option : waiting.ticket.options) races.push_back(option.race);
  return {{"player", waiting.ticket.player.value},
          {"name", waiting.name},
          {"mode", waiting.ticket.mode},
          {"races", std::move(races)},
          {"joined_at", to_rfc3339(waiting.ticket.joined_at)}};
}

Json decided_part(const Match& match) {
  Json json = {{"state", to_string(match.state)}, {"decision", to_string(match.decision)}};
  json["outcome"] = outcome_or_null(match.outcome);
  return json;
}

Json rating_part(const Rating& rating) {
  return {{"ladder", rating.key.ladder}, {"race", race_part(rating.key)}, {"pair", pair_part(rating.key)},
          {"rating", rating.value},      {"games", rating.games},         {"wins", rating.wins},
          {"losses", rating.losses},     {"draws", rating.draws},         {"peak", rating.peak}};
}

Json survey_part(const std::optional<SetupSurvey>& survey) {
  if (!survey) return nullptr;
  return {{"source", survey->source},
          {"experience", survey->experience},
          {"motive", survey->motive},
          {"placements", strings(survey->placements)}};
}

Json matches_part(const std::vector<Match>& matches, const Catalog& catalog) {
  return list(matches, [&](const Match& match) { return match_brief(match, catalog); });
}

}  // namespace

std::string snapshot_json(const StaffSnapshot& view, std::optional<std::int64_t> memory_bytes,
                          const Catalog& catalog) {
  return render({{"as_of", to_rfc3339(view.as_of)},
                 {"queue", list(view.queue, waiting_part)},
                 {"live", matches_part(view.live, catalog)},
                 {"jobs", view.unfinished_jobs},
                 {"outbox", view.undelivered},
                 {"memory_bytes", memory_bytes ? Json(*memory_bytes) : Json(nullptr)}});
}

std::string staff_player_json(const StaffPlayer& view) {
  return render({{"player", own_player_part(view.player, view.toons)},
                 {"ticket", id_or_null(view.ticket.value_or(TicketId{}).value)},
                 {"live_match", id_or_null(view.live_match.value_or(MatchId{}).value)},
                 {"history", audit_part(view.history)}});
}

std::string audit_json(const std::vector<AuditEntry>& lines, std::optional<std::int64_t> next_before) {
  return render({{"lines", audit_part(lines)}, {"next_before", id_or_null(next_before.value_or(0))}});
}

std::string mods_json(const std::vector<ModVersion>& versions) {
  Json all = list(versions, [](const ModVersion& version) -> Json {
    return {{"name", version.name},
            {"valid_from", time_or_null(version.valid_from)},
            {"valid_to", time_or_null(version.valid_to)},
            {"files", list(version.files, [](const ModFiles& files) -> Json {
               return {{"depot_region", files.depot_region},
                       {"required", strings(files.required)},
                       {"optional", strings(files.optional)}};
             })}};
  });
  return render({{"versions", std::move(all)}});
}

std::string abuse_json(const std::vector<AbuseSignal>& signals) {
  Json all = list(signals, [](const AbuseSignal& signal) -> Json {
    return {{"kind", to_string(signal.kind)},
            {"weight", std::round(signal.weight * 100) / 100},
            {"players", list(signal.players, [](PlayerId id) { return Json(id.value); })},
            {"evidence", signal.evidence},
            {"matches", list(signal.matches, [](MatchId id) { return Json(id.value); })}};
  });
  return render({{"days", kAbuseDays}, {"signals", std::move(all)}});
}

std::string preview_json(const ResolutionPreview& preview) {
  Json ratings = list(preview.ratings, [](const RatingPreview& one) -> Json {
    Json partner = nullptr;
    if (const auto id = pair_partner(one.key)) partner = {{"player", id->value}, {"name", one.partner_name}};
    return {{"player", one.key.player.value},
            {"name", one.name},
            {"partner", std::move(partner)},
            {"race", text_or_null(pair_partner(one.key) ? "" : one.key.race)},
            {"in_match", one.in_match},
            {"before", one.before},
            {"after", one.after}};
  });
  return render({{"match", preview.before.id.value},
                 {"before", decided_part(preview.before)},
                 {"after", decided_part(preview.after)},
                 {"ratings", std::move(ratings)}});
}

std::string player_data_json(const PlayerExport& data, const Catalog& catalog) {
  Json identities = list(data.identities, [](const Identity& identity) -> Json {
    return {{"provider", identity.provider}, {"subject", identity.subject}};
  });
  return render({{"as_of", to_rfc3339(data.as_of)},
                 {"player", own_player_part(data.player, data.toons)},
                 {"survey", survey_part(data.player.survey)},
                 {"identities", std::move(identities)},
                 {"ratings", list(data.ratings, rating_part)},
                 {"rating_history", list(data.rating_history, rating_change_part)},
                 {"matches", matches_part(data.matches, catalog)},
                 {"notices", notices_part(data.notices)},
                 {"actions", audit_part(data.actions)},
                 {"done_to", audit_part(data.done_to)}});
}

}  // namespace evo::http
