#include "app/read/staff_reader.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "app/read/reader.hpp"
#include "base/text.hpp"
#include "core/evidence/mod_registration.hpp"

namespace evo {
namespace {

constexpr std::size_t kHistoryShown = 100;

// Newest first, down to those made before `since`.
Task<Result<std::vector<Match>>> matches_since(Tx& tx, std::optional<PlayerId> player, Time since) {
  std::vector<Match> all;
  MatchQuery query;
  query.player = player;
  query.limit = MatchQuery::kMax;
  while (all.size() < kMatchesRead) {
    CO_TRY(auto page, co_await tx.matches().recent(query));
    for (Match& match : page) {
      // Ids grow with time, except for imported games, which are older than they look.
      if (match.assigned_at < since && match.decision != Decision::imported) co_return all;
      if (match.assigned_at >= since) all.push_back(std::move(match));
    }
    if (page.size() < static_cast<std::size_t>(MatchQuery::kMax)) co_return all;
    query.before = page.back().id;
  }
  co_return all;
}

// Game accounts in the replays of a match whose owners did not play in it.
Task<Result<void>> add_uses(Tx& tx, const Match& match, std::vector<AccountUse>& uses) {
  CO_TRY(const auto replays, co_await tx.replays().of_match(match.id));
  std::vector<std::string> toons;
  for (const ReplayRecord& record : replays) {
    if (!record.summary) continue;
    for (const replay::ReplayPlayer& seen : record.summary->players)
      if (seen.toon.is_set()) toons.push_back(replay::to_string(seen.toon));
  }
  if (toons.empty()) co_return Result<void>{};
  CO_TRY(const auto owners, co_await tx.players().owners_of_toons(std::move(toons)));
  std::vector<PlayerId> players;
  for (const MatchPlayer& player : match.players) players.push_back(player.player);
  for (const ToonBinding& owner : owners)
    if (match.find(owner.player) == nullptr) uses.push_back({owner.toon, owner.player, players, match.id});
  co_return Result<void>{};
}

}  // namespace

Task<Result<StaffSnapshot>> StaffReader::snapshot() {
  auto body = [&](Tx& tx) -> Task<Result<StaffSnapshot>> {
    StaffSnapshot view;
    view.as_of = tx.now();
    for (const std::string& mode : rules_.modes) {
      CO_TRY(auto tickets, co_await tx.tickets().waiting(mode));
      for (Ticket& ticket : tickets) {
        CO_TRY(const Player player, co_await tx.players().find(ticket.player));
        view.queue.push_back({std::move(ticket), player.name});
      }
    }
    const Duration longest = rules_.match.confirm_window + rules_.match.report_window;
    CO_TRY(view.live, co_await matches_since(tx, std::nullopt, tx.now() - 2 * longest));
    std::erase_if(view.live, [](const Match& match) { return !is_live(match.state); });
    CO_TRY(view.unfinished_jobs, co_await tx.jobs().unfinished());
    CO_TRY(view.undelivered, co_await tx.outbox().undelivered());
    co_return view;
  };
  co_return co_await store_.read(body);
}

Task<Result<StaffPlayer>> StaffReader::player(PlayerId id) {
  auto body = [&](Tx& tx) -> Task<Result<StaffPlayer>> {
    StaffPlayer view;
    CO_TRY(view.player, co_await tx.players().find(id));
    CO_TRY(const auto toons, co_await tx.players().toons_of({id}));
    for (const ToonBinding& binding : toons) view.toons.push_back(binding.toon);
    CO_TRY(const auto ticket, co_await tx.tickets().waiting_of(id));
    if (ticket) view.ticket = ticket->id;
    CO_TRY(view.live_match, co_await tx.matches().live_of(id));
    CO_TRY(view.history, co_await tx.audit().search({.target = id, .limit = AuditQuery::kMax}));
    // Queueing would hide everything else.
    std::erase_if(view.history, [](const AuditEntry& line) {
      return line.action == "join_queue" || line.action == "leave_queue";
    });
    view.history.resize(std::min(view.history.size(), kHistoryShown));
    co_return view;
  };
  co_return co_await store_.read(body);
}

Task<Result<PlayerId>> StaffReader::player_named(std::string name) {
  auto body = [&](Tx& tx) -> Task<Result<PlayerId>> {
    CO_TRY(const auto player, co_await tx.players().find_by_name(name));
    if (!player) co_return fail(not_found(fmt::format("there is no player '{}'", harmless(name, 40))));
    co_return player->id;
  };
  co_return co_await store_.read(body);
}

Task<Result<std::vector<AuditEntry>>> StaffReader::audit(AuditQuery query) {
  auto body = [&](Tx& tx) -> Task<Result<std::vector<AuditEntry>>> {
    co_return co_await tx.audit().search(query);
  };
  co_return co_await store_.read(body);
}

Task<Result<std::vector<ModVersion>>> StaffReader::mod_versions() {
  auto body = [&](Tx& tx) -> Task<Result<std::vector<ModVersion>>> {
    CO_TRY(const auto registered, co_await tx.mods().all());
    co_return with_versions(rules_.catalog, registered).mod.versions;
  };
  co_return co_await store_.read(body);
}

Task<Result<PlayerExport>> StaffReader::export_of(PlayerId id) {
  auto body = [&](Tx& tx) -> Task<Result<PlayerExport>> {
    PlayerExport view;
    view.as_of = tx.now();
    CO_TRY(view.player, co_await tx.players().find(id));
    CO_TRY(view.identities, co_await tx.players().identities_of(id));
    CO_TRY(const auto toons, co_await tx.players().toons_of({id}));
    for (const ToonBinding& binding : toons) view.toons.push_back(binding.toon);
    CO_TRY(view.ratings, co_await tx.ratings().of_player(id));
    CO_TRY(view.rating_history, co_await tx.ratings().history(id, kExportLines));
    CO_TRY(auto matches, co_await matches_since(tx, id, Time{}));
    for (Match& match : matches) view.matches.push_back(seen_by(std::move(match), id));
    CO_TRY(view.notices, co_await tx.inbox().newest(id, kExportLines));
    AuditQuery by{.actor = id, .limit = AuditQuery::kMax};
    CO_TRY(view.actions, co_await tx.audit().search(std::move(by)));
    AuditQuery to{.target = id, .limit = AuditQuery::kMax};
    CO_TRY(view.done_to, co_await tx.audit().search(std::move(to)));
    co_return view;
  };
  co_return co_await store_.read(body);
}

Task<Result<std::vector<AbuseSignal>>> StaffReader::abuse() {
  auto body = [&](Tx& tx) -> Task<Result<std::vector<AbuseSignal>>> {
    CO_TRY(const auto matches,
           co_await matches_since(tx, std::nullopt, tx.now() - std::chrono::days(kAbuseDays)));
    std::vector<AccountUse> uses;
    for (const Match& match : matches) CO_CHECK_OK(co_await add_uses(tx, match, uses));
    co_return abuse_signals(matches, uses, rules_.elo, {});
  };
  co_return co_await store_.read(body);
}

}  // namespace evo
