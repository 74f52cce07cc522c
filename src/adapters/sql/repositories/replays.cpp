#include "adapters/sql/codec_json.hpp"
#include "adapters/sql/repositories/repositories.hpp"
#include "adapters/sql/row.hpp"
#include "adapters/sql/statement_text.hpp"
#include "replay/summary_json.hpp"

namespace evo::sql {
namespace {

constexpr Query kInsert(
    "INSERT INTO replays (sha256, size, match_id, uploader_id, uploaded_at, status, problem, fingerprint, "
    "summary,"
    " verdict) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    " ON CONFLICT (sha256) DO NOTHING RETURNING id");
constexpr char kSelect[] =
    "SELECT id, sha256, size, match_id, uploader_id, uploaded_at, status, problem, fingerprint, summary, "
    "verdict"
    " FROM replays ";
constexpr auto kFindText = joined(kSelect, "WHERE id = $1 {lock replays}");
constexpr Query kFind(kFindText.data());
constexpr auto kFindByHashText = joined(kSelect, "WHERE sha256 = $1");
constexpr Query kFindByHash(kFindByHashText.data());
constexpr auto kOfMatchText = joined(kSelect, "WHERE match_id = $1 ORDER BY id");
constexpr Query kOfMatch(kOfMatchText.data());
constexpr Query kCountOfMatch("SELECT count(*) FROM replays WHERE match_id = $1");
constexpr Query kMatchesWithFingerprint(
    "SELECT DISTINCT match_id FROM replays WHERE fingerprint = $1 AND status = 'judged' AND match_id IS NOT "
    "NULL"
    " ORDER BY match_id");
constexpr Query kRecordJudgement(
    "UPDATE replays SET status = $2, problem = $3, fingerprint = $4, summary = $5, verdict = $6 WHERE id = "
    "$1");

ReplayRecord read_replay(RowReader& row) {
  ReplayRecord replay;
  replay.id = row.id<ReplayId>("id");
  replay.sha256 = row.text("sha256");
  replay.size = row.integer("size");
  replay.match = row.id<MatchId>("match_id");
  replay.uploader = row.id<PlayerId>("uploader_id");
  replay.uploaded_at = row.time("uploaded_at");
  replay.status = row.name("status", replay_status_from);
  replay.problem = row.text("problem");
  replay.fingerprint = row.text("fingerprint");
  replay.summary = row.optional_json("summary", stored_summary_from_json);
  replay.verdict = row.optional_json("verdict", verdict_from_json);
  return replay;
}

MatchId read_match_id(RowReader& row) { return row.id<MatchId>("match_id"); }

std::optional<std::string> summary_column(const ReplayRecord& replay) {
  return replay.summary ? std::optional(replay::to_json(*replay.summary)) : std::nullopt;
}
std::optional<std::string> verdict_column(const ReplayRecord& replay) {
  return replay.verdict ? std::optional(verdict_to_json(*replay.verdict)) : std::nullopt;
}
Error no_replay(ReplayId id) { return not_found("there is no replay " + std::to_string(id.value)); }

}  // namespace

Task<Result<ReplayId>> SqlReplays::insert(ReplayRecord replay) {
  CO_TRY(auto rows,
         co_await session_.execute(
             kInsert, values(replay.sha256, replay.size, nullable(replay.match), nullable(replay.uploader),
                             replay.uploaded_at, to_string(replay.status), replay.problem, replay.fingerprint,
                             summary_column(replay), verdict_column(replay))));
  if (rows.empty()) co_return fail(conflict("this replay has been uploaded already"));
  co_return RowReader("replays", rows[0]).id<ReplayId>("id");
}

Task<Result<ReplayRecord>> SqlReplays::find(ReplayId id) {
  CO_TRY(auto rows, co_await session_.execute(kFind, values(id)));
  CO_TRY(auto replay, read_one("replays", std::move(rows), read_replay));
  if (!replay) co_return fail(no_replay(id));
  co_return *std::move(replay);
}

Task<Result<std::optional<ReplayRecord>>> SqlReplays::find_by_hash(std::string sha256) {
  CO_TRY(auto rows, co_await session_.execute(kFindByHash, values(std::move(sha256))));
  co_return read_one("replays", std::move(rows), read_replay);
}

Task<Result<std::vector<ReplayRecord>>> SqlReplays::of_match(MatchId match) {
  CO_TRY(auto rows, co_await session_.execute(kOfMatch, values(match)));
  co_return read_all("replays", std::move(rows), read_replay);
}

Task<Result<std::size_t>> SqlReplays::count_of_match(MatchId match) {
  CO_TRY(auto rows, co_await session_.execute(kCountOfMatch, values(match)));
  co_return static_cast<std::size_t>(RowReader("replays", rows[0]).integer("count"));
}

Task<Result<std::vector<MatchId>>> SqlReplays::matches_with_fingerprint(std::string fingerprint) {
  CO_TRY(auto rows, co_await session_.execute(kMatchesWithFingerprint, values(std::move(fingerprint))));
  co_return read_all("replays", std::move(rows), read_match_id);
}

Task<Result<void>> SqlReplays::record_judgement(ReplayRecord replay) {
  CO_TRY(const auto rows,
         co_await session_.execute(
             kRecordJudgement, values(replay.id, to_string(replay.status), replay.problem, replay.fingerprint,
                                      summary_column(replay), verdict_column(replay))));
  if (rows.affected != 1) co_return fail(no_replay(replay.id));
  co_return Result<void>{};
}

}  // namespace evo::sql
