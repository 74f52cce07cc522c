#include "sim/checkers.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "app/read/match_pages.hpp"

namespace evo::sim {
namespace {

// The notices a match sends to one player, in the order in which they may arrive.
int stage_of(NoticeKind kind) {
  switch (kind) {
    case NoticeKind::match_found:
      return 0;
    case NoticeKind::match_confirmed:
      return 1;
    case NoticeKind::match_reported:
      return 2;
    case NoticeKind::replay_judged:
      return 2;
    default:
      return 3;
  }
}

constexpr int kHistoryRead = 1'000'000;

// What the matches say a rating must be.
struct Expected {
  int value = 0;
  int games = 0;
  int wins = 0;
  int losses = 0;
  int draws = 0;
};

class AtRest {
 public:
  AtRest(Store& store, Reader& reader, const Rules& rules, Findings& findings)
      : store_(store), reader_(reader), rules_(rules), findings_(findings) {}

  Task<Result<void>> matches() {
    CO_TRY(std::vector<Match> all, co_await read_matches(store_, {}, kEveryMatch));
    std::ranges::reverse(all);
    findings_.matches = static_cast<int>(all.size());
    for (const Match& match : all) {
      CO_CHECK_OK(co_await one_match(match));
      CO_CHECK_OK(co_await replays_of(match));
    }
    co_return co_await ratings();
  }

  Task<Result<void>> nothing_undone() {
    auto body = [this](Tx& tx) -> Task<Result<void>> {
      CO_TRY(const int live, co_await tx.matches().live_count());
      CO_TRY(const int jobs, co_await tx.jobs().unfinished());
      CO_TRY(const int notices, co_await tx.outbox().undelivered());
      std::size_t tickets = 0;
      for (const Mode& mode : modes()) {
        CO_TRY(const auto waiting, co_await tx.tickets().waiting(std::string(mode.name)));
        tickets += waiting.size();
      }
      if (live != 0) findings_.add(fmt::format("liveness: {} matches never ended", live));
      if (jobs != 0) findings_.add(fmt::format("liveness: {} jobs never ended", jobs));
      if (notices != 0) findings_.add(fmt::format("liveness: {} notices never arrived", notices));
      if (tickets != 0) findings_.add(fmt::format("liveness: {} tickets never left", tickets));
      co_return Result<void>{};
    };
    co_return co_await store_.read(body);
  }

  Task<Result<void>> leaderboards() {
    for (const std::string& mode : rules_.modes) CO_CHECK_OK(co_await leaderboard(mode));
    co_return Result<void>{};
  }

  Task<Result<void>> leaderboard(std::string mode) {
    auto body = [this, mode](Tx& tx) -> Task<Result<std::vector<StandingEntry>>> {
      CO_TRY(auto entries, co_await tx.ratings().standings(mode));
      rank_standings(entries, rules_.standings, tx.now());
      co_return entries;
    };
    CO_TRY(const auto defined, co_await store_.read(body));
    LeaderboardQuery query;
    query.ladder = mode;
    query.size = LeaderboardQuery::kSizeMax;
    std::vector<StandingEntry> shown;
    for (query.page = 1;; ++query.page) {
      CO_TRY(LeaderboardPage page, co_await reader_.leaderboard(query));
      std::ranges::move(page.entries, std::back_inserter(shown));
      if (query.page >= page.pages) break;
    }
    const auto same = [](const StandingEntry& a, const StandingEntry& b) {
      return a.rating == b.rating && a.position == b.position && a.rank == b.rank && a.name == b.name;
    };
    if (!std::ranges::equal(defined, shown, same))
      findings_.add(fmt::format("leaderboard of {}: differs from its definition", mode));
    co_return Result<void>{};
  }

  Task<Result<void>> notices(std::span<const Acknowledged> acknowledged) {
    std::set<PlayerId> players;
    for (const Acknowledged& entry : acknowledged) players.insert(entry.player);
    for (const PlayerId player : players) {
      auto body = [&](Tx& tx) -> Task<Result<std::vector<InboxNotice>>> {
        co_return co_await tx.inbox().newest(player, kInboxMax);
      };
      CO_TRY(auto inbox, co_await store_.read(body));
      std::map<MatchId, int> reached;
      for (auto notice = inbox.rbegin(); notice != inbox.rend(); ++notice) {
        // A verdict may come at any time after the match was confirmed, also after its end.
        if (notice->notice.kind == NoticeKind::replay_judged) continue;
        int& stage = reached[notice->notice.match];
        const int now = stage_of(notice->notice.kind);
        if (now < stage)
          findings_.add(fmt::format("order: player {} heard of match {} backwards", player.value,
                                    notice->notice.match.value));
        stage = std::max(stage, now);
      }
    }
    co_return Result<void>{};
  }

  Task<Result<void>> acknowledged(std::span<const Acknowledged> entries) {
    for (const Acknowledged& entry : entries) {
      auto body = [&](Tx& tx) -> Task<Result<void>> { co_return co_await one_acknowledged(tx, entry); };
      CO_CHECK_OK(co_await store_.read(body));
    }
    co_return Result<void>{};
  }

 private:
  static constexpr int kInboxMax = 100'000;

  Task<Result<void>> one_match(const Match& match) {
    auto body = [&](Tx& tx) -> Task<Result<std::vector<RatingEvent>>> {
      co_return co_await tx.ratings().events_of_match(match.id);
    };
    CO_TRY(const auto events, co_await store_.read(body));
    const bool counts = match.state == MatchState::finished;
    findings_.finished += counts ? 1 : 0;
    for (const RatingEvent& event : events) expected_[event.key].value += event.change();
    for (const MatchPlayer& player : match.players) {
      int lines = 0;
      int change = 0;
      for (const RatingEvent& event : events) {
        if (event.key != rating_key(match, player)) continue;
        ++lines;
        change += event.change();
      }
      if (lines != match.revision)
        findings_.add(fmt::format("rating: match {} was decided {} times and rated {} times", match.id.value,
                                  match.revision, lines));
      if (change != player.rating_change.value_or(0))
        findings_.add(fmt::format("rating: match {} says {} and its ledger {}", match.id.value,
                                  player.rating_change.value_or(0), change));
      if (counts) count(match, player);
    }
    co_return Result<void>{};
  }

  void count(const Match& match, const MatchPlayer& player) {
    if (!match.outcome) {
      findings_.add(fmt::format("match {} is finished without an outcome", match.id.value));
      return;
    }
    // A pair plays one game, not two.
    if (player.partner && player.partner < player.player) return;
    Expected& expected = expected_[rating_key(match, player)];
    const double own = score(*match.outcome, player.team);
    ++expected.games;
    ++(own > 0.75 ? expected.wins : own < 0.25 ? expected.losses : expected.draws);
  }

  Task<Result<void>> replays_of(const Match& match) {
    auto body = [&](Tx& tx) -> Task<Result<std::vector<ReplayRecord>>> {
      co_return co_await tx.replays().of_match(match.id);
    };
    CO_TRY(const auto replays, co_await store_.read(body));
    findings_.replays += static_cast<int>(replays.size());
    for (const ReplayRecord& replay : replays)
      if (replay.status == ReplayStatus::pending)
        findings_.add(fmt::format("liveness: replay {} was never judged", replay.id.value));
    co_return Result<void>{};
  }

  // What owners, seeds and seasons have added to a rating, which no match tells.
  Task<Result<int>> adjusted(RatingKey key) {
    auto body = [&](Tx& tx) -> Task<Result<std::vector<RatingEvent>>> {
      co_return co_await tx.ratings().history(key.player, kHistoryRead);
    };
    CO_TRY(const auto lines, co_await store_.read(body));
    int sum = 0;
    for (const RatingEvent& line : lines)
      if (line.key == key && !line.match) sum += line.change();
    co_return sum;
  }

  Task<Result<void>> rating(Rating rating) {
    const Expected expected = expected_[rating.key];
    expected_.erase(rating.key);
    int value = rules_.elo.start + expected.value;
    if (rating.value != value) {
      CO_TRY(const int adjustment, co_await adjusted(rating.key));
      value += adjustment;
    }
    const bool same = rating.value == value && rating.games == expected.games &&
                      rating.wins == expected.wins && rating.losses == expected.losses &&
                      rating.draws == expected.draws;
    if (!same)
      findings_.add(fmt::format(
          "ledger: player {} {} stands at {} after {} games, its matches say {} after {}",
          rating.key.player.value, rating.key.race, rating.value, rating.games, value, expected.games));
    co_return Result<void>{};
  }

  Task<Result<void>> ratings() {
    auto body = [](Tx& tx) -> Task<Result<std::vector<StandingEntry>>> {
      std::vector<StandingEntry> all;
      for (const Mode& mode : modes()) {
        CO_TRY(auto entries, co_await tx.ratings().standings(std::string(mode.name)));
        std::ranges::move(entries, std::back_inserter(all));
      }
      co_return all;
    };
    CO_TRY(const auto entries, co_await store_.read(body));
    for (const StandingEntry& entry : entries) CO_CHECK_OK(co_await rating(entry.rating));
    // Those who are not on the board: banned ones.
    while (!expected_.empty()) {
      const RatingKey key = expected_.begin()->first;
      auto off_board = [&](Tx& tx) -> Task<Result<Rating>> {
        co_return co_await tx.ratings().find(key, rules_.elo.start);
      };
      CO_TRY(const Rating found, co_await store_.read(off_board));
      CO_CHECK_OK(co_await rating(found));
    }
    co_return Result<void>{};
  }

  Task<Result<void>> one_acknowledged(Tx& tx, const Acknowledged& entry) {
    CO_TRY(const auto receipt, co_await tx.receipts().find(entry.player, entry.key));
    if (!receipt || *receipt != entry.receipt)
      findings_.add(fmt::format("lost: {} of player {} was acknowledged", entry.command, entry.player.value));
    if (entry.command == "confirm_match") {
      CO_TRY(const Match match, co_await tx.matches().find(MatchId{entry.receipt.subject}));
      const MatchPlayer* player = match.find(entry.player);
      if (player == nullptr || !player->confirmed_at)
        findings_.add(fmt::format("lost: the confirmation of match {} by player {}", match.id.value,
                                  entry.player.value));
    }
    if (entry.command == "upload_replay") {
      const auto replay = co_await tx.replays().find(ReplayId{entry.receipt.subject});
      if (!replay) findings_.add(fmt::format("lost: replay {}", entry.receipt.subject));
    }
    co_return Result<void>{};
  }

  Store& store_;
  Reader& reader_;
  const Rules& rules_;
  Findings& findings_;
  std::map<RatingKey, Expected> expected_;
};

// Who waits neither plays nor waits elsewhere, and a party waits as a whole.
Task<Result<void>> check_ticket(Tx& tx, const Ticket& ticket, std::set<PlayerId>& busy, Findings& findings) {
  std::vector<PlayerId> people{ticket.player};
  for (const TicketPartner& partner : ticket.partners) people.push_back(partner.player);
  for (const PlayerId player : people)
    if (!busy.insert(player).second)
      findings.add(fmt::format("player {} waits twice, or while playing", player.value));
  CO_TRY(const auto party, co_await tx.parties().find_of(ticket.player));
  std::vector<PlayerId> members;
  if (party)
    for (const PartyMember& member : party->members) members.push_back(member.player);
  else
    members.push_back(ticket.player);
  std::ranges::sort(people);
  std::ranges::sort(members);
  if (people != members) findings.add(fmt::format("ticket {} is not the whole party", ticket.id.value));
  if (party && party->leader != ticket.player)
    findings.add(fmt::format("ticket {} is not its leader's", ticket.id.value));
  co_return Result<void>{};
}

bool same_page(const MeView& a, const MeView& b) {
  const auto party_of = [](const MeView& view) { return view.party ? view.party->party : Party{}; };
  const auto match_of = [](const MeView& view) { return view.match ? view.match->match : Match{}; };
  const auto replays_of = [](const MeView& view) { return view.match ? view.match->replays.size() : 0; };
  return a.status == b.status && a.player == b.player && a.ticket == b.ticket && a.toons == b.toons &&
         party_of(a) == party_of(b) && a.invitations.size() == b.invitations.size() &&
         match_of(a) == match_of(b) && replays_of(a) == replays_of(b) && a.last_match == b.last_match &&
         std::ranges::equal(a.notices, b.notices, {}, &InboxNotice::seq, &InboxNotice::seq) &&
         a.queue.waiting_by_mode == b.queue.waiting_by_mode &&
         a.queue.waiting_by_side == b.queue.waiting_by_side && a.queue.live_matches == b.queue.live_matches;
}

}  // namespace

void Findings::add(std::string violation) {
  if (violations.size() < kMax) violations.push_back(std::move(violation));
}

Task<Result<void>> check_always(Store& store, Findings& findings) {
  MatchQuery query;
  query.limit = MatchQuery::kMax;
  // One snapshot: meanwhile players go on.
  auto body = [&](Tx& tx) -> Task<Result<void>> {
    std::set<PlayerId> busy;
    CO_TRY(const std::vector<Match> newest, co_await tx.matches().recent(query));
    for (const Match& match : newest) {
      if (!is_live(match.state)) continue;
      for (const MatchPlayer& player : match.players)
        if (!busy.insert(player.player).second)
          findings.add(fmt::format("player {} is in two live matches", player.player.value));
    }
    for (const Mode& mode : modes()) {
      CO_TRY(const auto waiting, co_await tx.tickets().waiting(std::string(mode.name)));
      for (const Ticket& ticket : waiting) CO_CHECK_OK(co_await check_ticket(tx, ticket, busy, findings));
    }
    co_return Result<void>{};
  };
  co_return co_await store.read(body);
}

Task<Result<void>> check_at_rest(Store& store, Reader& reader, const Rules& rules,
                                 std::span<const Acknowledged> acknowledged, Findings& findings) {
  AtRest checks(store, reader, rules, findings);
  CO_CHECK_OK(co_await checks.matches());
  CO_CHECK_OK(co_await checks.nothing_undone());
  CO_CHECK_OK(co_await checks.leaderboards());
  CO_CHECK_OK(co_await checks.notices(acknowledged));
  co_return co_await checks.acknowledged(acknowledged);
}

Task<Result<void>> check_pages(Reader& followed, Reader& fresh, std::span<const PlayerId> players,
                               Findings& findings) {
  for (const PlayerId player : players) {
    CO_TRY(const MeView shown, co_await followed.me(player));
    CO_TRY(const MeView defined, co_await fresh.me(player));
    if (!same_page(shown, defined))
      findings.add(fmt::format("page of player {}: shows what no longer holds", player.value));
  }
  co_return Result<void>{};
}

}  // namespace evo::sim
