// Pool: the tickets of one wave, with the rules and the catalog's answers turned into numbers: who may play
// whom, how, and at what cost. Never changes after construction.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <vector>

#include "core/matchmaking/matchmaking.hpp"

namespace evo {

// Codes numbered, with the catalog's answer for every two of them asked once.
class MeetingTable {
 public:
  template <class MayMeet>
  MeetingTable(const std::set<std::string_view>& codes, const MayMeet& may_meet)
      : codes_(codes.begin(), codes.end()) {
    for (const std::string_view a : codes_)
      for (const std::string_view b : codes_) may_meet_.push_back(may_meet(a, b) ? 1 : 0);
  }

  std::size_t size() const { return codes_.size(); }
  std::size_t index_of(std::string_view code) const {
    return static_cast<std::size_t>(std::ranges::lower_bound(codes_, code) - codes_.begin());
  }
  bool may_meet(std::size_t a, std::size_t b) const { return may_meet_[a * codes_.size() + b] != 0; }

 private:
  std::vector<std::string_view> codes_;  // Sorted.
  std::vector<char> may_meet_;
};

struct Candidate {
  struct Option {
    std::size_t side;
    int rating;
  };
  const Ticket* ticket = nullptr;
  int waves = 1;
  int window = 0;
  std::int64_t bonus = 0;  // A match of two earns the greater of their bonuses.
  std::size_t region = 0;
  std::vector<Option> options;  // As the ticket's.
};

// One way for two candidates to play each other.
struct Pairing {
  std::size_t option_a = 0;
  std::size_t option_b = 0;
  std::int64_t cost = 0;
};

class Pool {
 public:
  Pool(std::span<const Ticket* const> tickets, const PoolRules& rules, const Catalog& catalog, Time now);

  int size() const { return static_cast<int>(candidates_.size()); }
  const Candidate& operator[](int candidate) const {
    return candidates_[static_cast<std::size_t>(candidate)];
  }
  const MeetingTable& sides() const { return sides_; }
  const MeetingTable& regions() const { return regions_; }

  // Of the cheapest way for the two to play, rematch cost included; nothing if they may not.
  std::optional<std::int64_t> cost(int a, int b) const;
  // All the cheapest ways, in the order of their options.
  std::vector<Pairing> cheapest_pairings(int a, int b) const;
  // No two can cost less, or more.
  std::int64_t cost_min() const;
  std::int64_t cost_max() const;

 private:
  template <class Visit>
  void for_each_pairing(const Candidate& a, const Candidate& b, const Visit& visit) const;
  std::int64_t with_rematch(const Candidate& a, const Candidate& b, std::int64_t cost) const;

  const PoolRules& rules_;
  const Time now_;
  MeetingTable sides_;
  MeetingTable regions_;
  std::vector<Candidate> candidates_;
};

}  // namespace evo
