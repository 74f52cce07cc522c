#include <algorithm>
#include <bit>
#include <cstdlib>
#include <map>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/matchmaking/matchmaking.hpp"
#include "core/matchmaking/sample_pool.hpp"

namespace evo {
namespace {

// Each of rapidcheck's hundred cases tries this many graphs or pools.
constexpr std::size_t kPerCase = 30;

struct Total {
  int edges = 0;
  std::int64_t cost = 0;

  bool better_than(const Total& other) const {
    return edges != other.edges ? edges > other.edges : cost < other.cost;
  }
  friend bool operator==(const Total&, const Total&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Total& total) {
    return out << total.edges << " edges at " << total.cost;
  }
};

using Costs = std::map<std::pair<int, int>, std::int64_t>;

Costs cheapest(const std::vector<Edge>& edges) {
  Costs costs;
  for (const Edge& edge : edges) {
    const auto [place, fresh] = costs.try_emplace(std::minmax(edge.a, edge.b), edge.cost);
    if (!fresh) place->second = std::min(place->second, edge.cost);
  }
  return costs;
}

// The best of all matchings, by trying them all: best[set] for every set of vertices.
Total brute_force(int vertices, const std::vector<Edge>& edges) {
  const Costs costs = cheapest(edges);
  std::vector<Total> best(std::size_t{1} << vertices);
  for (std::size_t set = 1; set < best.size(); ++set) {
    const int low = std::countr_zero(set);
    const std::size_t rest = set & (set - 1);
    best[set] = best[rest];
    for (int other = low + 1; other < vertices; ++other) {
      if ((rest >> other & 1) == 0) continue;
      const auto cost = costs.find({low, other});
      if (cost == costs.end()) continue;
      Total candidate = best[rest & ~(std::size_t{1} << other)];
      ++candidate.edges;
      candidate.cost += cost->second;
      if (candidate.better_than(best[set])) best[set] = candidate;
    }
  }
  return best.back();
}

// What a matching amounts to; fails unless it is one.
Total total_of(const std::vector<int>& partner, const std::vector<Edge>& edges) {
  const Costs costs = cheapest(edges);
  Total total;
  for (int vertex = 0; vertex < static_cast<int>(partner.size()); ++vertex) {
    const int other = partner[static_cast<std::size_t>(vertex)];
    if (other < 0) continue;
    RC_ASSERT(partner[static_cast<std::size_t>(other)] == vertex);
    if (other < vertex) continue;
    const auto cost = costs.find({vertex, other});
    RC_ASSERT(cost != costs.end());
    ++total.edges;
    total.cost += cost->second;
  }
  return total;
}

struct Graph {
  int vertices = 0;
  std::vector<Edge> edges;

  friend std::ostream& operator<<(std::ostream& out, const Graph& graph) {
    out << graph.vertices << " vertices:";
    for (const Edge& edge : graph.edges) out << ' ' << edge.a << '-' << edge.b << '(' << edge.cost << ')';
    return out;
  }
};

rc::Gen<Graph> graphs(int vertices_min, int vertices_max) {
  return rc::gen::resize(rc::kNominalSize, rc::gen::exec([=] {
                           Graph graph;
                           graph.vertices = *rc::gen::inRange(vertices_min, vertices_max + 1);
                           // Few different costs make ties, and ties make blossoms.
                           const auto range =
                               *rc::gen::element<std::int64_t>(0, 1, 5, 1'000, std::int64_t{1} << 40);
                           const int percent = *rc::gen::element(15, 40, 70, 100);
                           for (int a = 0; a < graph.vertices; ++a)
                             for (int b = a + 1; b < graph.vertices; ++b)
                               if (*rc::gen::inRange(0, 100) < percent)
                                 graph.edges.push_back({a, b, *rc::gen::inRange(-range, range + 1)});
                           return graph;
                         }));
}

void check_graphs(int vertices_min, int vertices_max, std::size_t count) {
  for (const Graph& graph :
       *rc::gen::container<std::vector<Graph>>(count, graphs(vertices_min, vertices_max))) {
    const auto partner = minimum_cost_maximum_matching(graph.vertices, graph.edges);
    RC_ASSERT(total_of(partner, graph.edges) == brute_force(graph.vertices, graph.edges));
  }
}

RC_GTEST_PROP(MatchingProperty, EqualsBruteForceOnSmallGraphs, ()) { check_graphs(1, 9, kPerCase); }
RC_GTEST_PROP(MatchingProperty, EqualsBruteForceOnGraphsWithNestedBlossoms, ()) { check_graphs(10, 13, 2); }

// A large graph whose optimum is known because it is built from its own proof: duals of vertices and of
// random nested odd sets, in each of which all vertices but one are matched inside. Tight edges on the
// matching, slack on all others.
struct Planted {
  int vertices = 0;
  std::vector<Edge> edges;
  std::int64_t cost = 0;
};

class Planter {
 public:
  Planter(int pairs, Rng& rng) : rng_(rng) {
    planted_.vertices = 2 * pairs;
    for (int i = 0; i < planted_.vertices; ++i) duals_.push_back(rng_.between(-50, 50));
    std::vector<int> pairs_left;
    for (int i = 0; i < pairs; ++i) pairs_left.push_back(i);
    while (pairs_left.size() > 3) enclose(pairs_left);
  }

  Planted grow(double density) {
    for (int a = 0; a < planted_.vertices; ++a) {
      for (int b = a + 1; b < planted_.vertices; ++b) {
        const bool matched = a / 2 == b / 2;
        if (!matched && !rng_.chance(density)) continue;
        const std::int64_t slack = matched || rng_.chance(0.5) ? 0 : rng_.between(1, 9);
        planted_.edges.push_back({a, b, slack - tight_weight(a, b)});
        if (matched) planted_.cost += planted_.edges.back().cost;
      }
    }
    rng_.shuffle(planted_.edges);
    return planted_;
  }

 private:
  // One end of one pair and the whole of one or two others become an odd set; sometimes a larger one around
  // it.
  void enclose(std::vector<int>& pairs_left) {
    rng_.shuffle(pairs_left);
    std::set<int> odd{2 * take(pairs_left) + static_cast<int>(rng_.below(2))};
    for (std::int64_t level = rng_.between(1, 4); level > 0 && !pairs_left.empty(); --level) {
      for (std::int64_t more = rng_.between(1, 2); more > 0 && !pairs_left.empty(); --more) {
        const int pair = take(pairs_left);
        odd.insert({2 * pair, 2 * pair + 1});
      }
      odd_sets_.emplace_back(odd, rng_.between(0, 20));
    }
  }

  static int take(std::vector<int>& from) {
    const int taken = from.back();
    from.pop_back();
    return taken;
  }

  std::int64_t tight_weight(int a, int b) const {
    std::int64_t weight = duals_[static_cast<std::size_t>(a)] + duals_[static_cast<std::size_t>(b)];
    for (const auto& [set, dual] : odd_sets_)
      if (set.contains(a) && set.contains(b)) weight += dual;
    return weight;
  }

  Rng& rng_;
  Planted planted_;
  std::vector<std::int64_t> duals_;
  std::vector<std::pair<std::set<int>, std::int64_t>> odd_sets_;
};

RC_GTEST_PROP(MatchingProperty, FindsAPlantedOptimum, ()) {
  Rng rng(*rc::gen::arbitrary<std::uint64_t>());
  const int pairs = *rc::gen::inRange(2, 40);
  const Planted planted = Planter(pairs, rng).grow(*rc::gen::element(0.1, 0.3, 1.0));
  const auto partner = minimum_cost_maximum_matching(planted.vertices, planted.edges);
  RC_ASSERT(total_of(partner, planted.edges) == (Total{pairs, planted.cost}));
}

// A queue with small numbers, so that everything interesting happens often.
std::vector<Ticket> any_queue(int count_max) {
  const int count = *rc::gen::inRange(0, count_max + 1);
  std::vector<Ticket> tickets;
  for (int i = 1; i <= count; ++i) {
    const auto rating = [] { return 1500 + 25 * *rc::gen::inRange(-12, 13); };
    std::vector<TicketOption> options;
    const int kind = *rc::gen::inRange(0, 3);
    if (kind != 1) options.push_back(sample::bw(rating()));
    if (kind != 0) options.push_back(sample::sc2(rating()));
    tickets.push_back(sample::ticket(i, options, *rc::gen::element<std::string>("SAM", "EUW", "USB", "")));
    tickets.back().joined_at -= std::chrono::seconds(30) * *rc::gen::inRange(0, 14);
    tickets.back().vetoes =
        *rc::gen::element(std::vector<std::string>{}, std::vector<std::string>{"now_1", "now_2"});
  }
  return tickets;
}

// The rules of the queue once more, told the long way.
std::vector<Edge> admissible_edges(const std::vector<Ticket>& tickets, const PoolRules& rules) {
  std::vector<Edge> edges;
  for (std::size_t i = 0; i < tickets.size(); ++i) {
    for (std::size_t j = 0; j < tickets.size(); ++j) {
      const std::set<std::string> regions{tickets[i].region, tickets[j].region};
      if (i == j || regions == std::set<std::string>{"SAM", "USB"}) continue;
      const int waves_i = waves_waited(tickets[i], sample::kNow, rules);
      const int waves_j = waves_waited(tickets[j], sample::kNow, rules);
      for (const TicketOption& a : tickets[i].options)
        for (const TicketOption& b : tickets[j].options)
          if (a.side == "bw" && b.side == "sc2" &&
              std::abs(a.rating - b.rating) <= std::max(window(waves_i, rules), window(waves_j, rules)))
            edges.push_back({static_cast<int>(i), static_cast<int>(j),
                             pair_cost(a.rating, b.rating, waves_i, waves_j, rules)});
    }
  }
  return edges;
}

RC_GTEST_PROP(PlanWaveProperty, EqualsBruteForce, ()) {
  const Catalog catalog = sample::catalog();
  for (std::size_t i = 0; i < kPerCase; ++i) {
    const std::vector<Ticket> tickets = any_queue(9);
    Rng rng(7);
    const WavePlan plan = plan_wave(tickets, {}, catalog, sample::kNow, rng);
    const Total expected = brute_force(static_cast<int>(tickets.size()), admissible_edges(tickets, {}));
    RC_ASSERT((Total{static_cast<int>(plan.proposals.size()), plan.cost}) == expected);
  }
}

RC_GTEST_PROP(PlanWaveProperty, EverybodyIsBookedOnceOrMissed, ()) {
  const std::vector<Ticket> tickets = any_queue(40);
  PoolRules rules;
  rules.tickets_max = *rc::gen::element<std::size_t>(3, 20, 1'000);
  Rng rng(7);
  const WavePlan plan = plan_wave(tickets, rules, sample::catalog(), sample::kNow, rng);
  std::set<TicketId> seen;
  std::size_t over_limit = 0;
  for (const Proposal& proposal : plan.proposals) {
    RC_ASSERT(seen.insert(proposal.first.ticket).second);
    RC_ASSERT(seen.insert(proposal.second.ticket).second);
    RC_ASSERT(proposal.first.player != proposal.second.player);
    RC_ASSERT(proposal.first.option.side == "bw");
    RC_ASSERT(proposal.second.option.side == "sc2");
    RC_ASSERT(proposal.map.starts_with("now_"));
    RC_ASSERT(!proposal.server.empty());
  }
  for (const Miss& miss : plan.misses) {
    RC_ASSERT(seen.insert(miss.ticket).second);
    over_limit += miss.reason == MissReason::over_limit ? 1 : 0;
  }
  RC_ASSERT(seen.size() == tickets.size());
  RC_ASSERT(plan.candidates + over_limit == tickets.size());
  RC_ASSERT(plan.candidates <= rules.tickets_max);
}

RC_GTEST_PROP(PlanWaveProperty, TheOrderOfTheTicketsDoesNotMatter, ()) {
  std::vector<Ticket> tickets = any_queue(30);
  const auto outline = [](const WavePlan& plan) {
    std::vector<std::tuple<TicketId, std::string, TicketId, std::string, std::string>> lines;
    for (const Proposal& each : plan.proposals)
      lines.emplace_back(each.first.ticket, each.first.option.race, each.second.ticket,
                         each.second.option.race, each.map);
    for (const Miss& miss : plan.misses)
      lines.emplace_back(miss.ticket, to_string(miss.reason), TicketId{}, "", "");
    return lines;
  };
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  PoolRules rules;
  rules.tickets_max = *rc::gen::element<std::size_t>(5, 1'000);
  Rng rng(seed);
  const WavePlan plan = plan_wave(tickets, rules, sample::catalog(), sample::kNow, rng);
  Rng shuffler(*rc::gen::arbitrary<std::uint64_t>());
  shuffler.shuffle(tickets);
  Rng same(seed);
  const WavePlan shuffled = plan_wave(tickets, rules, sample::catalog(), sample::kNow, same);
  RC_ASSERT(outline(plan) == outline(shuffled));
}

}  // namespace
}  // namespace evo
