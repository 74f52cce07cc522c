// SqlTx: the transaction that a body sees: its time and every repository, each written against one Session.
#pragma once

#include "adapters/sql/repositories/repositories.hpp"
#include "adapters/sql/session.hpp"
#include "app/ports/store.hpp"

namespace evo::sql {

class SqlTx final : public Tx {
 public:
  SqlTx(Session& session, Time now)
      : now_(now),
        players_(session),
        sessions_(session),
        tickets_(session),
        parties_(session),
        matches_(session),
        replays_(session),
        ratings_(session),
        seasons_(session),
        jobs_(session),
        outbox_(session),
        inbox_(session),
        leases_(session),
        receipts_(session),
        audit_(session),
        changes_(session),
        mods_(session),
        settings_(session) {}

  Time now() const override { return now_; }
  Players& players() override { return players_; }
  Sessions& sessions() override { return sessions_; }
  Tickets& tickets() override { return tickets_; }
  Parties& parties() override { return parties_; }
  Matches& matches() override { return matches_; }
  Replays& replays() override { return replays_; }
  Ratings& ratings() override { return ratings_; }
  Seasons& seasons() override { return seasons_; }
  Jobs& jobs() override { return jobs_; }
  Outbox& outbox() override { return outbox_; }
  Inbox& inbox() override { return inbox_; }
  Leases& leases() override { return leases_; }
  Receipts& receipts() override { return receipts_; }
  Audit& audit() override { return audit_; }
  Changes& changes() override { return changes_; }
  Mods& mods() override { return mods_; }
  Settings& settings() override { return settings_; }

 private:
  Time now_;
  SqlPlayers players_;
  SqlSessions sessions_;
  SqlTickets tickets_;
  SqlParties parties_;
  SqlMatches matches_;
  SqlReplays replays_;
  SqlRatings ratings_;
  SqlSeasons seasons_;
  SqlJobs jobs_;
  SqlOutbox outbox_;
  SqlInbox inbox_;
  SqlLeases leases_;
  SqlReceipts receipts_;
  SqlAudit audit_;
  SqlChanges changes_;
  SqlMods mods_;
  SqlSettings settings_;
};

}  // namespace evo::sql
