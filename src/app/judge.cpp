#include "app/judge.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "app/settle.hpp"
#include "core/evidence/evidence.hpp"
#include "core/evidence/mod_registration.hpp"

namespace evo {
namespace {

constexpr int kVerdictPriority = 5;

Task<Result<Identities>> identities_for(Tx& tx, const Match& match, const replay::ReplaySummary& summary) {
  Identities identities;
  std::vector<std::string> toons;
  for (const auto& player : summary.players)
    if (player.toon.is_set()) toons.push_back(replay::to_string(player.toon));
  CO_TRY(const auto owners, co_await tx.players().owners_of_toons(toons));
  for (const ToonBinding& owner : owners) identities.owner_of[owner.toon] = owner.player;
  std::vector<PlayerId> ids;
  for (const MatchPlayer& player : match.players) ids.push_back(player.player);
  CO_TRY(const auto bindings, co_await tx.players().toons_of(ids));
  for (const ToonBinding& binding : bindings) identities.toons_of[binding.player].push_back(binding.toon);
  for (const PlayerId id : ids) {
    CO_TRY(Player player, co_await tx.players().find(id));
    identities.names_of[id] = std::move(player.other_names);
    identities.names_of[id].push_back(std::move(player.name));
  }
  co_return identities;
}

// Whether a file of this game decided the match.
Task<Result<bool>> decided(Tx& tx, MatchId id, const std::string& fingerprint) {
  CO_TRY(const Match match, co_await tx.matches().find(id));
  if (match.decision != Decision::replay) co_return false;
  CO_TRY(const auto files, co_await tx.replays().of_match(id));
  // The first that could; those of later games came too late.
  const auto deciding = std::ranges::find_if(
      files, [](const ReplayRecord& file) { return file.verdict && file.verdict->decides; });
  co_return deciding != files.end() && deciding->fingerprint == fingerprint;
}

// One game decides one match: it cannot decide another. That it was merely uploaded elsewhere means nothing,
// or whoever lost could use it up in a match of his where it fits not.
Task<Result<void>> check_unused(Tx& tx, const ReplayRecord& record, Verdict& verdict) {
  CO_TRY(const auto matches, co_await tx.replays().matches_with_fingerprint(record.fingerprint));
  Check check{"unused", CheckMode::blocking, CheckResult::passed, "a game not used before",
              "not used before"};
  for (const MatchId id : matches) {
    if (id == record.match) continue;
    CO_TRY(const bool used, co_await decided(tx, id, record.fingerprint));
    if (!used) continue;
    check.result = CheckResult::failed;
    check.found = fmt::format("used for match {}", id.value);
    verdict.decides = false;
    break;
  }
  verdict.checks.push_back(std::move(check));
  co_return Result<void>{};
}

Task<Result<void>> tell(Tx& tx, const ReplayRecord& record) {
  if (record.uploader)
    CO_CHECK_OK(co_await tx.outbox().insert(
        fmt::format("replay:{}:judged", record.id.value),
        Notice{record.uploader, NoticeKind::replay_judged, record.match, record.id}, kVerdictPriority));
  co_return co_await tx.changes().append(fmt::format("match:{}", record.match.value));
}

}  // namespace

Task<Result<void>> Judge::judge(ReplayId id) {
  auto body = [&](Tx& tx) -> Task<Result<ReplayRecord>> { co_return co_await tx.replays().find(id); };
  CO_TRY(const ReplayRecord record, co_await store_.read(body));
  if (record.status != ReplayStatus::pending) co_return Result<void>{};
  CO_TRY(Blob bytes, co_await blobs_.fetch(record.sha256));
  auto summary = co_await parser_.parse(std::move(bytes));
  if (!summary) {
    if (summary.error().kind != ErrorKind::invalid) co_return fail(std::move(summary).error());
    co_return co_await record_unreadable(id, summary.error().message);
  }
  co_return co_await record_verdict(id, *std::move(summary));
}

Task<Result<void>> Judge::give_up(ReplayId id) {
  co_return co_await record_unreadable(id, "the replay could not be read now; staff will look at it");
}

Task<Result<void>> Judge::record_unreadable(ReplayId id, std::string problem) {
  auto body = [&](Tx& tx) -> Task<Result<void>> {
    CO_TRY(ReplayRecord record, co_await tx.replays().find(id));
    if (record.status != ReplayStatus::pending) co_return Result<void>{};
    record.status = ReplayStatus::unreadable;
    record.problem = problem;
    CO_CHECK_OK(co_await tell(tx, record));
    co_return co_await tx.replays().record_judgement(std::move(record));
  };
  co_return co_await store_.transact(body);
}

Task<Result<void>> Judge::record_verdict(ReplayId id, replay::ReplaySummary summary) {
  auto body = [&](Tx& tx) -> Task<Result<void>> {
    CO_TRY(ReplayRecord record, co_await tx.replays().find(id));
    if (record.status != ReplayStatus::pending) co_return Result<void>{};
    CO_TRY(Match match, co_await tx.matches().find(record.match));
    CO_TRY(const Identities identities, co_await identities_for(tx, match, summary));
    CO_TRY(const auto registered, co_await tx.mods().all());
    std::optional<Catalog> extended;
    if (!registered.empty()) extended = with_versions(rules_.catalog, registered);
    Verdict verdict = verify_report(match, summary, extended ? *extended : rules_.catalog, identities,
                                    rules_.evidence, tx.now());
    record.fingerprint = game_fingerprint(summary);
    CO_CHECK_OK(co_await check_unused(tx, record, verdict));

    record.status = ReplayStatus::judged;
    record.summary = summary;
    record.verdict = verdict;
    CO_CHECK_OK(co_await tell(tx, record));
    const PlayerId uploader = record.uploader;
    CO_CHECK_OK(co_await tx.replays().record_judgement(std::move(record)));

    const bool open = match.state == MatchState::playing || match.state == MatchState::reported;
    if (!verdict.decides || !open) co_return Result<void>{};
    for (ToonBinding& binding : verdict.bindings)
      CO_CHECK_OK(co_await tx.players().bind_toon(std::move(binding)));
    const PlayerId reports = match.find(uploader) != nullptr ? uploader : PlayerId{};
    CO_TRY(Match after, apply(match, ReplayDecides{reports, *verdict.outcome}, tx.now(), rules_.match));
    co_return co_await settle(tx, std::move(match), std::move(after), rules_,
                              {uploader, "replay_decides", fmt::format("replay {}", id.value)});
  };
  co_return co_await store_.transact(body);
}

}  // namespace evo
