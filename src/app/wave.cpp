#include "app/wave.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace evo {
namespace {

constexpr int kFoundPriority = 10;

struct Seated {
  MatchPlayer player;
  Rating rating;
};

Task<Result<Seated>> seat_player(Tx& tx, const TeamSeat& seat, const std::string& mode, const Rules& rules) {
  CO_TRY(const Player player, co_await tx.players().find(seat.player));
  if (player.banned) co_return fail(conflict("a banned player is not matched"));
  CO_TRY(Rating rating,
         co_await tx.ratings().find(rating_key(mode, seat.player, seat.partner, seat.race), rules.elo.start));
  MatchPlayer member;
  member.player = seat.player;
  member.team = seat.team;
  member.name = player.name;
  member.race = seat.race;
  member.region = player.region;
  member.rating_before = rating.value;
  member.partner = seat.partner;
  co_return Seated{std::move(member), std::move(rating)};
}

// Of team 0 against team 1; nullopt where there are more.
std::optional<double> expected_score(const std::vector<Seated>& seats, const Rules& rules, Time now) {
  const auto system = make_rating_system(rules.rating, rules.elo);
  std::vector<Skill> skills[2];
  for (const Seated& seat : seats) {
    if (seat.player.team > 1) return std::nullopt;
    skills[seat.player.team].push_back(skill_at(*system, seat.rating, now));
  }
  return system->expected(skills[0], skills[1]);
}

// A proposal of two as one of two teams.
TeamProposal of_two(Proposal from, MatchReason why) {
  TeamProposal proposal;
  proposal.tickets = {from.first.ticket, from.second.ticket};
  proposal.seats = {{from.first.ticket, from.first.player, 0, std::move(from.first.option.race), {}},
                    {from.second.ticket, from.second.player, 1, std::move(from.second.option.race), {}}};
  proposal.cost = from.cost;
  proposal.rating_difference = from.rating_difference;
  proposal.map = std::move(from.map);
  proposal.server = std::move(from.server);
  proposal.why = std::move(why);
  return proposal;
}

Task<Result<void>> announce(Tx& tx, const Match& match) {
  const std::int64_t id = match.id.value;
  for (const MatchPlayer& player : match.players) {
    CO_CHECK_OK(co_await tx.outbox().insert(fmt::format("match:{}:match_found:{}", id, player.player.value),
                                            Notice{player.player, NoticeKind::match_found, match.id, {}},
                                            kFoundPriority));
    CO_CHECK_OK(co_await tx.changes().append(fmt::format("player:{}", player.player.value)));
  }
  CO_CHECK_OK(co_await tx.audit().append({tx.now(), {}, "match_found", match.id, {}, "", "found", ""}));
  CO_CHECK_OK(co_await tx.changes().append(fmt::format("match:{}", id)));
  co_return co_await tx.changes().append("queue");
}

}  // namespace

Task<Result<bool>> Matchmaker::look() {
  auto waiting = waiting_->now;
  auto body = [&](Tx& tx) -> Task<Result<bool>> {
    CO_TRY(waiting, co_await waiting_now(tx, waiting, rules_));
    // Nobody needs to lead while nobody waits.
    if (waiting->tickets.empty()) co_return false;
    CO_TRY(const bool elsewhere, co_await lease_.is_elsewhere(tx));
    co_return !elsewhere;
  };
  CO_TRY(const bool own, co_await store_.read(body));
  waiting_->now = std::move(waiting);
  co_return own;
}

Task<Result<bool>> Matchmaker::commit(std::string mode, TeamProposal proposal, std::int64_t epoch) {
  auto body = [&](Tx& tx) -> Task<Result<bool>> {
    CO_CHECK_OK(co_await tx.leases().check(lease_.name(), epoch));
    std::vector<PlayerId> ids;
    for (const TeamSeat& seat : proposal.seats) ids.push_back(seat.player);
    std::ranges::sort(ids);
    CO_CHECK_OK(co_await tx.players().lock(std::move(ids)));
    Match match;
    match.mode = mode;
    match.season = rules_.catalog.current_season;
    match.map = proposal.map;
    match.server = proposal.server;
    match.channel = rules_.catalog.channel;
    match.assigned_at = tx.now();
    match.confirm_by = tx.now() + rules_.match.confirm_window;
    std::vector<Seated> seats;
    for (const TeamSeat& seat : proposal.seats) {
      CO_TRY(Seated seated, co_await seat_player(tx, seat, mode, rules_));
      match.players.push_back(seated.player);
      seats.push_back(std::move(seated));
    }
    CO_TRY(match.id, co_await tx.matches().insert(match));
    MatchReason why = proposal.why;
    why.expected = expected_score(seats, rules_, tx.now());
    CO_CHECK_OK(co_await tx.matches().put_reason(match.id, std::move(why)));
    for (const TicketId ticket : proposal.tickets) {
      CO_TRY(const bool claimed, co_await tx.tickets().claim(ticket, match.id));
      if (!claimed) co_return fail(conflict("a ticket left the queue"));
    }
    CO_CHECK_OK(co_await announce(tx, match));
    co_return true;
  };
  auto committed = co_await store_.transact(body);
  if (!committed && committed.error().kind == ErrorKind::conflict) co_return false;
  co_return committed;
}

std::vector<TeamProposal> Matchmaker::plan(const Mode& mode, const Waiting& waiting, Time now,
                                           WaveReport& report) {
  const std::vector<Ticket>& tickets = waiting.tickets.at(std::string(mode.name));
  if (mode.name != rules_.pool.mode) {
    TeamPlan plan =
        plan_teams(tickets, mode, {rules_.pool, rules_.ffa_players_min}, rules_.catalog, now, rng_);
    report.missed += plan.waiting.size();
    return std::move(plan.proposals);
  }
  WavePlan plan = plan_wave(tickets, rules_.pool, rules_.catalog, now, rng_, waiting.joins);
  report.missed += plan.misses.size();
  auto reasons = explain_matches(plan, tickets, rules_.pool, rules_.catalog, now, waiting.joins);
  std::vector<TeamProposal> proposals;
  for (std::size_t i = 0; i < reasons.size(); ++i)
    proposals.push_back(of_two(std::move(plan.proposals[i]), std::move(reasons[i])));
  return proposals;
}

Task<Result<void>> Matchmaker::wave_of(const Mode& mode, const Waiting& waiting, std::int64_t epoch,
                                       WaveReport& report) {
  const auto queue = waiting.tickets.find(std::string(mode.name));
  const std::size_t tickets = queue == waiting.tickets.end() ? 0 : queue->second.size();
  report.candidates += tickets;
  if (tickets < 2) {
    report.missed += tickets;
    co_return Result<void>{};
  }
  std::vector<TeamProposal> proposals;
  const Time now = clock_.now();
  co_await offload_.run([&] { proposals = plan(mode, waiting, now, report); });
  for (TeamProposal& proposal : proposals) {
    const int difference = proposal.rating_difference;
    CO_TRY(const bool committed, co_await commit(std::string(mode.name), std::move(proposal), epoch));
    if (committed) {
      ++report.matched;
      telemetry_.observe("wave_rating_difference", difference);
    } else {
      ++report.dropped;
    }
  }
  co_return Result<void>{};
}

Task<Result<WaveReport>> Matchmaker::wave() {
  WaveReport result;
  CO_TRY(const bool own, co_await look());
  if (!own) co_return result;
  const auto waiting = waiting_->now;
  CO_TRY(const auto epoch, co_await lease_.epoch());
  if (!epoch) co_return result;
  for (const Mode& mode : modes()) CO_CHECK_OK(co_await wave_of(mode, *waiting, *epoch, result));
  co_return result;
}

void Matchmaker::report(const WaveReport& report) {
  telemetry_.count("waves");
  telemetry_.count("wave_matches", static_cast<std::int64_t>(report.matched));
  telemetry_.count("wave_dropped", static_cast<std::int64_t>(report.dropped));
  if (report.matched == 0) return;
  telemetry_.log(Level::info, "wave.done",
                 {{"candidates", report.candidates},
                  {"matched", report.matched},
                  {"dropped", report.dropped},
                  {"missed", report.missed}});
  wakeup_.notify(Topic::outbox);
  wakeup_.notify(Topic::deadlines);
  wakeup_.notify(Topic::changes);
}

Task<void> Matchmaker::run(Stop stop) {
  Time next = clock_.now();
  Duration took{};
  while (!stop.requested()) {
    co_await wakeup_.wait(Topic::queue, next);
    if (stop.requested()) break;
    if (!rules_.match_on_arrival && clock_.now() < next) continue;
    // Somebody joined. Who comes at the same moment should meet in one wave; and however many come, the loop
    // has at least half of its time for others.
    const Duration pause = std::max(rules_.wave_debounce, took);
    if (clock_.now() < next) co_await clock_.sleep_until(std::min(next, clock_.now() + pause));
    const Time begun = clock_.now();
    const auto done = co_await wave();
    took = clock_.now() - begun;
    if (done) {
      report(*done);
    } else {
      telemetry_.log(Level::warn, "wave.failed", {{"problem", done.error().message}});
    }
    // A tenth of jitter keeps several ladders on one machine from beating together.
    const auto interval = rules_.wave_interval.count();
    next = clock_.now() + Duration(interval + rng_.between(0, interval / 10));
  }
  if (const auto released = co_await lease_.release(); !released)
    telemetry_.log(Level::warn, "wave.lease_kept", {{"problem", released.error().message}});
}

}  // namespace evo
