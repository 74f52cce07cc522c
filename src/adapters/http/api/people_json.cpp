// Players and leaderboards as JSON.
#include <nlohmann/json.hpp>

#include "adapters/http/api/parts_json.hpp"
#include "adapters/http/api/query.hpp"
#include "adapters/http/api/view_json.hpp"
#include "core/mode/mode.hpp"
#include "core/player/referral.hpp"

namespace evo::http {
namespace {

constexpr double kDeviationAny = 1e9;

Json partner_part(const std::optional<StandingPartner>& partner) {
  if (!partner) return nullptr;
  return {{"player", partner->player.value},
          {"name", partner->name},
          {"country", partner->country},
          {"region", partner->region}};
}

Json entry_part(const StandingEntry& entry, const ProvisionalRules& provisional) {
  const Rating& rating = entry.rating;
  return {{"mode", rating.key.ladder},
          {"position", entry.position},
          {"active_position", entry.active_position > 0 ? Json(entry.active_position) : Json(nullptr)},
          {"rank", to_string(entry.rank)},
          {"player", rating.key.player.value},
          {"name", entry.name},
          {"country", entry.country},
          {"region", entry.region},
          {"partner", partner_part(entry.partner)},
          {"race", race_part(rating.key)},
          {"rating", rating.value},
          {"games", rating.games},
          {"wins", rating.wins},
          {"losses", rating.losses},
          {"draws", rating.draws},
          {"peak", rating.peak},
          {"provisional", is_provisional(rating, provisional)},
          {"last_played_at", time_or_null(rating.last_played_at)}};
}

Json entries_part(const std::vector<StandingEntry>& entries, const ProvisionalRules& provisional) {
  Json list = Json::array();
  for (const StandingEntry& entry : entries) list.push_back(entry_part(entry, provisional));
  return list;
}

Json why_part(const std::optional<WaitReason>& why) {
  if (!why) return nullptr;
  Json excluded = Json::object();
  for (const auto& [rule, how_many] : why->excluded) excluded[std::string(to_string(rule))] = how_many;
  return {{"reason", to_string(why->reason)},
          {"others", why->others},
          {"rating_difference", why->rating_difference ? Json(*why->rating_difference) : Json(nullptr)},
          {"reached_at", time_or_null(why->reached_at)},
          {"excluded", std::move(excluded)}};
}

Json ticket_part(const MeView& view) {
  if (!view.ticket) return nullptr;
  Json races = Json::array();
  Json compositions = Json::array();
  Json people = Json::array({view.ticket->player.value});
  for (const TicketPartner& partner : view.ticket->partners) people.push_back(partner.player.value);
  for (const TicketOption& option : view.ticket->options) {
    races.push_back(option.race);
    compositions.push_back(Json::array({option.race}));
    for (const std::string& race : option.partner_races) compositions.back().push_back(race);
  }
  return {{"id", view.ticket->id.value},
          {"mode", view.ticket->mode},
          {"joined_at", to_rfc3339(view.ticket->joined_at)},
          {"people", std::move(people)},
          {"races", std::move(races)},
          {"compositions", std::move(compositions)},
          {"vetoes", strings(view.ticket->vetoes)},
          {"window", view.window},
          {"why", why_part(view.why)}};
}

Json choices_part(const QueueChoices& choices) {
  Json json = Json::object();
  for (const auto& [mode, choice] : choices)
    json[mode] = {{"compositions", choice.compositions}, {"vetoes", choice.vetoes}};
  return json;
}

}  // namespace

Json own_player_part(const Player& player, const std::vector<std::string>& toons) {
  Json alerts = Json::object();
  for (const auto& [mode, minutes] : player.alerts) alerts[mode] = minutes;
  Json json = {{"id", player.id.value},
               {"name", player.name},
               {"other_names", strings(player.other_names)},
               {"region", player.region},
               {"country", player.country},
               {"language", player.language},
               {"role", to_string(player.role)},
               {"banned", player.banned},
               {"simulated", player.simulated},
               {"races", strings(player.races)},
               {"vetoes", strings(player.vetoes)},
               {"timeout_until", time_or_null(player.timeout_until)},
               {"toons", strings(toons)},
               {"created_at", to_rfc3339(player.created_at)}};
  json["battletag"] = text_or_null(player.battletag);
  json["terms_accepted"] = text_or_null(player.terms_accepted);
  json["terms_accepted_at"] = time_or_null(player.terms_accepted_at);
  json["setup_completed_at"] = time_or_null(player.setup_completed_at);
  json["alerts"] = std::move(alerts);
  json["time_zone"] = text_or_null(player.time_zone);
  json["quiet_hours"] = to_hours(player.quiet_hours);
  json["blocked_servers"] = strings(player.blocked_servers);
  json["choices"] = choices_part(player.choices);
  json["referral_code"] = referral_code(static_cast<std::uint64_t>(player.id.value));
  json["referred_by"] = id_or_null(player.referred_by.value);
  return json;
}

Json notices_part(const std::vector<InboxNotice>& notices) {
  Json list = Json::array();
  for (const InboxNotice& notice : notices) {
    list.push_back({{"seq", notice.seq},
                    {"kind", to_string(notice.notice.kind)},
                    {"match", id_or_null(notice.notice.match.value)},
                    {"replay", id_or_null(notice.notice.replay.value)},
                    {"other", id_or_null(notice.notice.other.value)},
                    {"text", text_or_null(notice.notice.text)},
                    {"at", to_rfc3339(notice.delivered_at)}});
  }
  return list;
}

Json party_part(const std::optional<PartyView>& view) {
  if (!view) return nullptr;
  Json members = Json::array();
  for (const PartyMember& member : view->party.members) {
    const auto name = view->names.find(member.player);
    members.push_back({{"player", member.player.value},
                       {"name", name == view->names.end() ? std::string() : name->second},
                       {"vetoes", strings(member.vetoes)},
                       {"joined_at", to_rfc3339(member.joined_at)}});
  }
  return {{"id", view->party.id.value}, {"leader", view->party.leader.value}, {"members", members}};
}

Json invitations_part(const std::vector<InvitationView>& views) {
  Json list = Json::array();
  for (const InvitationView& view : views) {
    list.push_back({{"id", view.invitation.id.value},
                    {"from", view.invitation.from.value},
                    {"from_name", view.from_name},
                    {"to", view.invitation.to.value},
                    {"to_name", view.to_name},
                    {"expires_at", to_rfc3339(view.invitation.expires_at)}});
  }
  return list;
}

Json race_part(const RatingKey& key) { return pair_partner(key) ? std::string() : key.race; }

Json rating_change_part(const RatingEvent& event) {
  return {{"match", id_or_null(event.match.value)},
          {"mode", event.key.ladder},
          {"race", race_part(event.key)},
          {"pair", pair_part(event.key)},
          {"before", event.before},
          {"after", event.after},
          {"at", to_rfc3339(event.at)},
          {"cause", to_string(event.cause)}};
}

Json pair_part(const RatingKey& key) {
  const auto partner = pair_partner(key);
  return partner ? Json::array({key.player.value, partner->value}) : Json(nullptr);
}

std::string me_json(const MeView& view, const Rules& rules) {
  return render({{"as_of", to_rfc3339(view.as_of)},
                 {"player", own_player_part(view.player, view.toons)},
                 {"missing", view.missing == SetupStep::none ? Json(nullptr) : Json(to_string(view.missing))},
                 {"terms_version", rules.players.terms_version},
                 {"status", to_string(view.status)},
                 {"ticket", ticket_part(view)},
                 {"party", party_part(view.party)},
                 {"invitations", invitations_part(view.invitations)},
                 {"match", view.match ? match_part(*view.match, rules.catalog) : Json(nullptr)},
                 {"last_match", id_or_null(view.last_match.value_or(MatchId{}).value)},
                 {"notices", notices_part(view.notices)},
                 {"queue", queue_part(view.queue, rules)}});
}

std::string leaderboard_json(const LeaderboardPage& page, const ProvisionalRules& provisional) {
  return render({{"as_of", to_rfc3339(page.as_of)},
                 {"mode", page.ladder},
                 {"total", page.total},
                 {"page", page.page},
                 {"pages", page.pages},
                 {"size", page.size},
                 {"index", page.index ? Json(*page.index) : Json(nullptr)},
                 {"next", page.next ? Json(entry_text(*page.next)) : Json(nullptr)},
                 {"entries", entries_part(page.entries, provisional)}});
}

std::string season_json(const SeasonPage& page) {
  Json season = {{"id", page.season.id.value},
                 {"name", page.season.name},
                 {"closed_at", to_rfc3339(page.season.closed_at)}};
  return render({{"season", std::move(season)},
                 {"mode", page.ladder},
                 {"total", page.total},
                 {"page", page.page},
                 {"pages", page.pages},
                 {"size", page.size},
                 // Nothing is provisional any more.
                 {"entries", entries_part(page.entries, {.games_min = 0, .deviation_max = kDeviationAny})}});
}

std::string profile_json(const ProfileView& view, const Rules& rules) {
  Json history = Json::array();
  for (const RatingEvent& event : view.history) history.push_back(rating_change_part(event));
  Json matches = Json::array();
  for (const Match& match : view.matches) matches.push_back(match_brief(match, rules.catalog));
  const Player& player = view.player;
  return render({{"as_of", to_rfc3339(view.as_of)},
                 {"player",
                  {{"id", player.id.value},
                   {"name", player.name},
                   {"region", player.region},
                   {"country", player.country},
                   {"simulated", player.simulated},
                   {"created_at", to_rfc3339(player.created_at)}}},
                 {"entries", entries_part(view.entries, rules.provisional)},
                 {"history", std::move(history)},
                 {"matches", std::move(matches)}});
}

}  // namespace evo::http
