// The repositories of the store, each written once against Session. What each method promises stands in
// app/ports/repositories.hpp; here is only how. Statements never rely on an error that a constraint raises:
// on PostgreSQL that would end the transaction, so that a documented conflict is told by a condition or by ON
// CONFLICT.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "adapters/sql/session.hpp"
#include "app/ports/repositories.hpp"

namespace evo::sql {

class SqlPlayers final : public Players {
 public:
  explicit SqlPlayers(Session& session) : session_(session) {}
  Task<Result<PlayerId>> insert(Player player) override;
  Task<Result<Player>> find(PlayerId id) override;
  Task<Result<std::vector<PlayerLabel>>> labels(std::vector<PlayerId> ids) override;
  Task<Result<std::optional<Player>>> find_by_name(std::string name) override;
  Task<Result<void>> update(Player player) override;
  Task<Result<void>> lock(std::vector<PlayerId> ids) override;
  Task<Result<std::optional<PlayerId>>> find_identity(std::string provider, std::string subject) override;
  Task<Result<void>> add_identity(Identity identity) override;
  Task<Result<std::vector<Player>>> with_alerts(PlayerId after, int limit) override;
  Task<Result<std::vector<Identity>>> identities_of(PlayerId player) override;
  Task<Result<void>> forget(PlayerId player, std::string name) override;
  Task<Result<std::vector<ToonBinding>>> owners_of_toons(std::vector<std::string> toons) override;
  Task<Result<std::vector<ToonBinding>>> toons_of(std::vector<PlayerId> players) override;
  Task<Result<void>> bind_toon(ToonBinding binding) override;
  Task<Result<bool>> release_toon(ToonBinding binding) override;

 private:
  Session& session_;
};

class SqlSessions final : public Sessions {
 public:
  explicit SqlSessions(Session& session) : session_(session) {}
  Task<Result<void>> insert(evo::Session session) override;
  Task<Result<std::optional<evo::Session>>> find(std::string token_hash) override;
  Task<Result<void>> remove(std::string token_hash) override;
  Task<Result<int>> remove_expired() override;

 private:
  Session& session_;
};

class SqlTickets final : public Tickets {
 public:
  explicit SqlTickets(Session& session) : session_(session) {}
  Task<Result<TicketId>> insert(Ticket ticket) override;
  Task<Result<std::vector<Ticket>>> waiting(std::string mode) override;
  Task<Result<std::map<std::string, int>>> waiting_counts() override;
  Task<Result<std::vector<Meeting>>> meetings(std::string mode, Time since,
                                              std::vector<PlayerId> players) override;
  Task<Result<std::vector<TicketId>>> joined_lately(std::string mode, Time since, int limit) override;
  Task<Result<std::vector<Ticket>>> find_all(std::vector<TicketId> ids) override;
  Task<Result<std::optional<Ticket>>> waiting_of(PlayerId player) override;
  Task<Result<std::vector<QueueJoin>>> joins(std::string mode, Time since, Duration window,
                                             int limit) override;
  Task<Result<bool>> update(Ticket ticket) override;
  Task<Result<bool>> claim(TicketId ticket, MatchId match) override;
  Task<Result<bool>> leave(PlayerId player) override;

 private:
  Session& session_;
};

class SqlParties final : public Parties {
 public:
  explicit SqlParties(Session& session) : session_(session) {}
  Task<Result<PartyId>> insert(Party party) override;
  Task<Result<std::optional<Party>>> find_of(PlayerId player) override;
  Task<Result<void>> update(Party party) override;
  Task<Result<InvitationId>> invite(Invitation invitation) override;
  Task<Result<std::vector<Invitation>>> invitations(PlayerId player) override;
  Task<Result<bool>> close(InvitationId invitation, InvitationState state) override;

 private:
  Task<Result<void>> insert_members(PartyId party, std::vector<PartyMember> members);

  Session& session_;
};

class SqlMatches final : public Matches {
 public:
  explicit SqlMatches(Session& session) : session_(session) {}
  Task<Result<MatchId>> insert(Match match) override;
  Task<Result<void>> put_reason(MatchId match, MatchReason reason) override;
  Task<Result<std::optional<MatchReason>>> reason_of(MatchId match) override;
  Task<Result<Match>> find(MatchId id) override;
  Task<Result<void>> update(Match match) override;
  Task<Result<std::optional<MatchId>>> live_of(PlayerId player) override;
  Task<Result<std::optional<MatchId>>> last_over_of(PlayerId player) override;
  Task<Result<std::vector<MatchId>>> due(int limit) override;
  Task<Result<std::optional<Time>>> next_deadline() override;
  Task<Result<std::vector<Match>>> recent(MatchQuery query) override;
  Task<Result<std::vector<Match>>> finished_since(Time since, MatchId after, int limit) override;
  Task<Result<int>> live_count() override;

 private:
  Session& session_;
};

class SqlReplays final : public Replays {
 public:
  explicit SqlReplays(Session& session) : session_(session) {}
  Task<Result<ReplayId>> insert(ReplayRecord replay) override;
  Task<Result<ReplayRecord>> find(ReplayId id) override;
  Task<Result<std::optional<ReplayRecord>>> find_by_hash(std::string sha256) override;
  Task<Result<std::vector<ReplayRecord>>> of_match(MatchId match) override;
  Task<Result<std::size_t>> count_of_match(MatchId match) override;
  Task<Result<std::vector<MatchId>>> matches_with_fingerprint(std::string fingerprint) override;
  Task<Result<void>> record_judgement(ReplayRecord replay) override;

 private:
  Session& session_;
};

class SqlRatings final : public Ratings {
 public:
  explicit SqlRatings(Session& session) : session_(session) {}
  Task<Result<Rating>> find(RatingKey key, int start) override;
  Task<Result<void>> put(Rating rating) override;
  Task<Result<std::vector<Rating>>> of_player(PlayerId player) override;
  Task<Result<std::vector<StandingEntry>>> standings(std::string ladder) override;
  Task<Result<std::vector<StandingEntry>>> standings_after(RatingKey after, int limit) override;
  Task<Result<std::vector<StandingEntry>>> standings_of(std::string ladder,
                                                        std::vector<PlayerId> players) override;
  Task<Result<void>> append(RatingEvent event) override;
  Task<Result<std::vector<RatingEvent>>> events_of_match(MatchId match) override;
  Task<Result<std::vector<LedgerLine>>> ledger_since(MatchId match, std::string ladder, int limit) override;
  Task<Result<std::vector<RatingEvent>>> history(PlayerId player, int limit) override;

 private:
  Session& session_;
};

class SqlSeasons final : public Seasons {
 public:
  explicit SqlSeasons(Session& session) : session_(session) {}
  Task<Result<SeasonId>> insert(Season season) override;
  Task<Result<std::vector<Season>>> all() override;
  Task<Result<void>> archive(SeasonId season, int place, StandingEntry entry) override;
  Task<Result<int>> archived(SeasonId season, std::string ladder) override;
  Task<Result<std::vector<StandingEntry>>> standings(SeasonId season, std::string ladder, int place,
                                                     int limit) override;

 private:
  Session& session_;
};

class SqlJobs final : public Jobs {
 public:
  explicit SqlJobs(Session& session) : session_(session) {}
  Task<Result<JobId>> insert(JobKind kind, std::int64_t subject) override;
  Task<Result<std::vector<Job>>> claim(std::string owner, Duration lease, int limit) override;
  Task<Result<bool>> finish(JobId job, std::string owner) override;
  Task<Result<bool>> retry(JobId job, std::string owner, Duration delay, std::string problem) override;
  Task<Result<bool>> bury(JobId job, std::string owner, std::string problem) override;
  Task<Result<std::optional<Time>>> next_due() override;
  Task<Result<int>> unfinished() override;

 private:
  Session& session_;
};

class SqlOutbox final : public Outbox {
 public:
  explicit SqlOutbox(Session& session) : session_(session) {}
  Task<Result<void>> insert(std::string dedupe_key, Notice notice, int priority) override;
  Task<Result<int>> announce(std::string dedupe_key, std::string text, int priority) override;
  Task<Result<std::vector<OutboxItem>>> claim(std::string owner, Duration lease, int limit) override;
  Task<Result<bool>> delivered(OutboxId item, std::string owner) override;
  Task<Result<bool>> retry(OutboxId item, std::string owner, Duration delay, std::string problem) override;
  Task<Result<bool>> hold(OutboxId item, std::string owner, Duration delay) override;
  Task<Result<bool>> park(OutboxId item, std::string owner, std::string problem) override;
  Task<Result<std::optional<Time>>> next_due() override;
  Task<Result<std::vector<PlayerId>>> unreached(MatchId match, NoticeKind kind) override;
  Task<Result<int>> undelivered() override;

 private:
  Session& session_;
};

class SqlInbox final : public Inbox {
 public:
  explicit SqlInbox(Session& session) : session_(session) {}
  Task<Result<void>> insert(std::string dedupe_key, Notice notice) override;
  Task<Result<std::vector<InboxNotice>>> newest(PlayerId player, int limit) override;

 private:
  Session& session_;
};

class SqlLeases final : public Leases {
 public:
  explicit SqlLeases(Session& session) : session_(session) {}
  Task<Result<std::optional<Lease>>> find(std::string name) override;
  Task<Result<std::optional<Lease>>> acquire(std::string name, std::string holder, Duration ttl) override;
  Task<Result<void>> check(std::string name, std::int64_t epoch) override;
  Task<Result<void>> release(std::string name, std::string holder) override;

 private:
  Session& session_;
};

class SqlReceipts final : public Receipts {
 public:
  explicit SqlReceipts(Session& session) : session_(session) {}
  Task<Result<std::optional<Receipt>>> find(PlayerId player, std::string key) override;
  Task<Result<void>> insert(PlayerId player, std::string key, Receipt receipt) override;

 private:
  Session& session_;
};

class SqlAudit final : public Audit {
 public:
  explicit SqlAudit(Session& session) : session_(session) {}
  Task<Result<void>> append(AuditEntry entry) override;
  Task<Result<std::vector<AuditEntry>>> of_match(MatchId match, int limit) override;
  Task<Result<std::vector<AuditEntry>>> search(AuditQuery query) override;

 private:
  Session& session_;
};

class SqlChanges final : public Changes {
 public:
  explicit SqlChanges(Session& session) : session_(session) {}
  Task<Result<void>> append(std::string topic) override;
  Task<Result<std::vector<Change>>> since(std::int64_t seq, int limit) override;
  Task<Result<std::int64_t>> head() override;
  Task<Result<std::int64_t>> newest(std::string topic) override;
  Task<Result<void>> trim(std::int64_t keep) override;

 private:
  Session& session_;
};

class SqlMods final : public Mods {
 public:
  explicit SqlMods(Session& session) : session_(session) {}
  Task<Result<std::vector<ModVersion>>> all() override;
  Task<Result<void>> put(std::string version, ModFiles files) override;

 private:
  Session& session_;
};

class SqlSettings final : public Settings {
 public:
  explicit SqlSettings(Session& session) : session_(session) {}
  Task<Result<std::optional<std::string>>> find(std::string key) override;
  Task<Result<void>> put(std::string key, std::string value) override;

 private:
  Session& session_;
};

}  // namespace evo::sql
