#include "app/read/reader.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "app/guards.hpp"
#include "base/enum_text.hpp"
#include "base/text.hpp"
#include "core/matchmaking/team_wave.hpp"

namespace evo {
namespace {

constexpr EnumText<Status, 6> kStatuses{{{Status::idle, "idle"},
                                         {Status::in_party, "in_party"},
                                         {Status::queueing, "queueing"},
                                         {Status::in_match, "in_match"},
                                         {Status::timed_out, "timed_out"},
                                         {Status::banned, "banned"}}};
constexpr int kAuditShown = 200;
constexpr int kProfileMatches = 20;

// Until everybody has confirmed, nobody but staff learns who the others are (and outsiders never learn of
// such a match).
bool hides_players(const Match& match, Role role) {
  if (is_staff(role)) return false;
  if (match.state == MatchState::found) return true;
  const bool cancelled = match.state == MatchState::aborted || match.state == MatchState::abandoned;
  return cancelled && !match.all_confirmed();
}

MatchPlayer hidden(const MatchPlayer& player) {
  MatchPlayer shown;
  shown.team = player.team;
  shown.confirmed_at = player.confirmed_at;
  return shown;
}

// Without the replays.
Task<Result<MatchView>> view_match(Tx& tx, Match match, PlayerId viewer, Role role, const Rules& rules) {
  MatchView view;
  const bool hides = hides_players(match, role);
  std::vector<PlayerId> shown;
  for (MatchPlayer& player : match.players) {
    if (player.player == viewer) view.viewer_team = player.team;
    if (hides && player.player != viewer) {
      view.anonymous = true;
      player = hidden(player);
      continue;
    }
    CO_TRY(view.ratings[player.player],
           co_await tx.ratings().find(rating_key(match, player), rules.elo.start));
    shown.push_back(player.player);
  }
  CO_TRY(auto labels, co_await tx.players().labels(std::move(shown)));
  for (PlayerLabel& label : labels) view.countries[label.id] = std::move(label.country);
  if (is_staff(role)) {
    CO_TRY(view.history, co_await tx.audit().of_match(match.id, kAuditShown));
  }
  view.match = std::move(match);
  co_return view;
}

Status status_of(const MeView& view) {
  if (view.player.banned) return Status::banned;
  if (view.match) return Status::in_match;
  if (view.ticket) return Status::queueing;
  if (view.player.timeout_until && *view.player.timeout_until > view.as_of) return Status::timed_out;
  if (view.party) return Status::in_party;
  return Status::idle;
}

Task<Result<void>> view_party(Tx& tx, MeView& view, const KeptPlayer& own) {
  std::vector<PlayerId> ids;
  if (own.party) {
    view.party.emplace().party = *own.party;
    for (const PartyMember& member : own.party->members) ids.push_back(member.player);
  }
  for (const Invitation& invitation : own.invitations) {
    if (invitation.expires_at <= view.as_of) continue;
    view.invitations.emplace_back().invitation = invitation;
    ids.insert(ids.end(), {invitation.from, invitation.to});
  }
  if (ids.empty()) co_return Result<void>{};
  std::map<PlayerId, std::string> names;
  CO_TRY(auto labels, co_await tx.players().labels(std::move(ids)));
  for (PlayerLabel& label : labels) names[label.id] = std::move(label.name);
  if (view.party)
    for (const PartyMember& member : own.party->members)
      view.party->names[member.player] = names[member.player];
  for (InvitationView& shown : view.invitations) {
    shown.from_name = names[shown.invitation.from];
    shown.to_name = names[shown.invitation.to];
  }
  co_return Result<void>{};
}

void view_ticket(MeView& view, const Waiting& waiting, const Rules& rules) {
  const Ticket* ticket = waiting.find_of(view.player.id);
  if (ticket == nullptr) return;
  view.ticket = *ticket;
  const std::vector<Ticket>& queue = waiting.tickets.at(ticket->mode);
  const Mode* mode = find_mode(ticket->mode);
  if (mode == nullptr || ticket->mode == rules.pool.mode) {
    const WaitOutlook outlook =
        wait_outlook(*ticket, queue, rules.pool, rules.catalog, view.as_of, waiting.joins);
    view.window = outlook.window;
    view.why = outlook.why;
  } else {
    view.window = window(waves_waited(*ticket, view.as_of, rules.pool), rules.pool);
    view.why = explain_team_wait(*ticket, queue, *mode, {rules.pool, rules.ffa_players_min}, rules.catalog,
                                 view.as_of);
  }
}

QueueView view_queue(const Waiting& waiting, Time as_of) {
  QueueView view = waiting.counts;
  view.as_of = as_of;
  return view;
}

}  // namespace

std::string_view to_string(Status status) { return text_of(kStatuses, status); }

Match seen_by(Match match, PlayerId viewer) {
  if (!hides_players(match, Role::player)) return match;
  for (MatchPlayer& player : match.players)
    if (player.player != viewer) player = hidden(player);
  return match;
}

Reader::Reader(Store& store, Clock& clock, Offload& offload, const Rules& rules)
    : store_(store),
      rules_(rules),
      boards_(store, clock, offload, rules),
      statistics_(store, clock, offload, rules) {}

Task<Result<MeView>> Reader::me(PlayerId id) {
  auto waiting = waiting_->now;
  auto own = players_.find(id);
  auto live = own && own->live_match ? matches_.find(*own->live_match) : nullptr;
  auto body = [&](Tx& tx) -> Task<Result<MeView>> {
    MeView view;
    view.as_of = tx.now();
    CO_TRY(view.player, co_await tx.players().find(id));
    CO_TRY(const Standing standing, co_await standing_of(tx, view.player, rules_));
    view.missing = missing_step(standing, rules_.players);
    CO_TRY(waiting, co_await waiting_now(tx, waiting, rules_));
    view_ticket(view, *waiting, rules_);
    view.queue = view_queue(*waiting, view.as_of);
    CO_TRY(own, co_await player_now(tx, id, own));
    CO_CHECK_OK(co_await view_party(tx, view, *own));
    view.last_match = own->last_match;
    view.notices = own->notices;
    view.toons = own->toons;
    if (own->live_match) {
      CO_TRY(live, co_await match_now(tx, *own->live_match, live));
      CO_TRY(view.match, co_await view_match(tx, live->match, id, Role::player, rules_));
      if (!view.match->anonymous) {
        view.match->replays = live->replays;
        view.match->why = live->why;
      }
    }
    view.status = status_of(view);
    co_return view;
  };
  CO_TRY(MeView view, co_await store_.read(body));
  waiting_->now = std::move(waiting);
  if (live) matches_.keep(live->match.id, live);
  players_.keep(id, std::move(own));
  co_return view;
}

Task<Result<QueueView>> Reader::queue() {
  auto waiting = waiting_->now;
  auto body = [&](Tx& tx) -> Task<Result<QueueView>> {
    CO_TRY(waiting, co_await waiting_now(tx, waiting, rules_));
    co_return view_queue(*waiting, tx.now());
  };
  CO_TRY(QueueView view, co_await store_.read(body));
  waiting_->now = std::move(waiting);
  co_return view;
}

Task<Result<MatchView>> Reader::match(MatchId id, PlayerId viewer, Role role) {
  auto body = [&](Tx& tx) -> Task<Result<MatchView>> {
    CO_TRY(Match match, co_await tx.matches().find(id));
    const bool outsider = match.find(viewer) == nullptr;
    if (outsider && hides_players(match, role))
      co_return fail(not_found(fmt::format("there is no match {} to see", id.value)));
    CO_TRY(MatchView view, co_await view_match(tx, std::move(match), viewer, role, rules_));
    if (!view.anonymous) {
      CO_TRY(view.replays, co_await replays_of(tx, view.match));
      if (!outsider || is_staff(role)) {
        CO_TRY(view.why, co_await tx.matches().reason_of(id));
      }
    }
    co_return view;
  };
  co_return co_await store_.read(body);
}

Task<Result<std::vector<Match>>> Reader::matches(MatchQuery query) {
  if (query.limit < 1 || query.limit > MatchQuery::kMax)
    co_return fail(invalid(fmt::format("limit: 1 to {}", MatchQuery::kMax)));
  query.finished_only = true;
  auto body = [&](Tx& tx) -> Task<Result<std::vector<Match>>> {
    co_return co_await tx.matches().recent(query);
  };
  co_return co_await store_.read(body);
}

namespace {

BoardQuery board_query(const LeaderboardQuery& query) {
  BoardQuery asked;
  asked.races = query.races;
  asked.countries = query.countries;
  asked.regions = query.regions;
  asked.rank = query.rank;
  asked.best_race_only = query.best_race_only;
  asked.search = query.search;
  asked.first = (query.page - 1) * query.size;
  asked.size = query.size;
  return asked;
}

// Where the best of the player's entries stands among those that the query shows.
std::optional<int> index_of_player(const Leaderboard& board, PlayerId player, const BoardQuery& query) {
  std::optional<int> best;
  for (const RatingKey& key : board.keys_of(player))
    if (const auto index = board.index_of(key, query); index && (!best || *index < *best)) best = index;
  return best;
}

Result<void> check_page(int page, int size) {
  if (size < 1 || size > LeaderboardQuery::kSizeMax)
    return fail(invalid(fmt::format("size: 1 to {}", LeaderboardQuery::kSizeMax)));
  if (page < 1) return fail(invalid("page: counted from 1"));
  if (page > LeaderboardQuery::kPageMax)
    return fail(invalid(fmt::format("page: at most {}", LeaderboardQuery::kPageMax)));
  return {};
}

}  // namespace

Task<Result<LeaderboardPage>> Reader::leaderboard(LeaderboardQuery query) {
  CO_CHECK_OK(check_page(query.page, query.size));
  CO_TRY(const auto view, co_await boards_.current(query.ladder));
  const Leaderboard& board = *view.board;
  LeaderboardPage page;
  page.as_of = view.as_of;
  page.ladder = query.ladder;
  page.size = query.size;
  BoardQuery asked = board_query(query);
  if (query.around) {
    page.index = index_of_player(board, *query.around, asked);
    if (page.index) asked.first = *page.index / query.size * query.size;
  } else if (query.after) {
    query.after->ladder = query.ladder;
    const auto index = board.index_of(*query.after, asked);
    if (!index) co_return fail(not_found("after: this entry is not among those shown (any more)"));
    asked.first = *index + 1;
  }
  BoardPage found = board.page(asked);
  page.page = asked.first / query.size + 1;
  page.total = found.total;
  page.pages = std::max(1, (page.total + query.size - 1) / query.size);
  page.entries = std::move(found.entries);
  if (!page.entries.empty() && asked.first + static_cast<int>(page.entries.size()) < page.total)
    page.next = page.entries.back().rating.key;
  co_return page;
}

Task<Result<ProfileView>> Reader::profile(PlayerId id) {
  auto body = [&](Tx& tx) -> Task<Result<ProfileView>> {
    ProfileView view;
    view.as_of = tx.now();
    CO_TRY(const Player player, co_await tx.players().find(id));
    view.player.id = player.id;
    view.player.name = player.name;
    view.player.region = player.region;
    view.player.country = player.country;
    view.player.simulated = player.simulated;
    view.player.created_at = player.created_at;
    CO_TRY(view.history, co_await tx.ratings().history(id, kHistoryMax));
    MatchQuery query;
    query.player = id;
    query.limit = kProfileMatches;
    query.finished_only = true;
    CO_TRY(view.matches, co_await tx.matches().recent(query));
    co_return view;
  };
  CO_TRY(ProfileView view, co_await store_.read(body));
  for (const std::string& ladder : boards_.ladders()) {
    CO_TRY(const auto current, co_await boards_.current(ladder));
    std::ranges::move(current.board->of_player(id), std::back_inserter(view.entries));
  }
  co_return view;
}

Task<Result<void>> Reader::warm() {
  for (const std::string& ladder : boards_.ladders()) CO_CHECK_OK(co_await boards_.current(ladder));
  co_return Result<void>{};
}

Task<Result<std::vector<Season>>> Reader::seasons() {
  auto body = [](Tx& tx) -> Task<Result<std::vector<Season>>> { co_return co_await tx.seasons().all(); };
  co_return co_await store_.read(body);
}

Task<Result<SeasonPage>> Reader::season(SeasonId id, std::string ladder, int page, int size) {
  CO_CHECK_OK(check_page(page, size));
  if (std::ranges::find(boards_.ladders(), ladder) == boards_.ladders().end())
    co_return fail(invalid(fmt::format("mode: must be one of: {}", fmt::join(boards_.ladders(), ", "))));
  auto body = [&](Tx& tx) -> Task<Result<SeasonPage>> {
    SeasonPage shown;
    CO_TRY(const auto all, co_await tx.seasons().all());
    const auto season = std::ranges::find(all, id, &Season::id);
    if (season == all.end()) co_return fail(not_found(fmt::format("there is no season {}", id.value)));
    shown.season = *season;
    shown.ladder = ladder;
    shown.page = page;
    shown.size = size;
    CO_TRY(shown.total, co_await tx.seasons().archived(id, ladder));
    shown.pages = std::max(1, (shown.total + size - 1) / size);
    CO_TRY(shown.entries, co_await tx.seasons().standings(id, ladder, (page - 1) * size, size));
    co_return shown;
  };
  co_return co_await store_.read(body);
}

Task<Result<std::vector<Change>>> Reader::changes_since(std::int64_t seq, int limit) {
  auto body = [&](Tx& tx) -> Task<Result<std::vector<Change>>> {
    co_return co_await tx.changes().since(seq, limit);
  };
  co_return co_await store_.read(body);
}

Task<Result<std::int64_t>> Reader::changes_head() {
  auto body = [](Tx& tx) -> Task<Result<std::int64_t>> { co_return co_await tx.changes().head(); };
  co_return co_await store_.read(body);
}

Task<Result<ReplayView>> Reader::replay(ReplayId id, PlayerId viewer, Role role) {
  auto find = [&](Tx& tx) -> Task<Result<MatchId>> {
    CO_TRY(const ReplayRecord record, co_await tx.replays().find(id));
    co_return record.match;
  };
  CO_TRY(const MatchId match_id, co_await store_.read(find));
  CO_TRY(MatchView view, co_await match(match_id, viewer, role));
  for (ReplayView& replay : view.replays)
    if (replay.id == id) co_return std::move(replay);
  co_return fail(not_found(fmt::format("there is no replay {} to see", id.value)));
}

}  // namespace evo
