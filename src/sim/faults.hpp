// Faults: named places where a simulated world may do the rare legal thing. Each place is switched on for a
// whole run with probability 1/4 (so that some runs always have it off) and then fires with its own
// probability.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "app/ports/blob_store.hpp"
#include "app/ports/clock.hpp"
#include "app/ports/messenger.hpp"
#include "app/ports/parser.hpp"
#include "app/ports/store.hpp"
#include "base/random.hpp"

namespace evo::sim {

class Faults {
 public:
  // Disabled: nothing ever fires. `intensity` scales how often an enabled place fires.
  Faults(Rng rng, bool enabled, double intensity = 1) : rng_(rng), enabled_(enabled), intensity_(intensity) {}

  bool fires(std::string_view place, double probability);
  // Stops everything for good: the calm in which the world must come to rest.
  void calm() { enabled_ = false; }
  Rng& rng() { return rng_; }
  // Nothing reaches this player until said otherwise.
  void set_deaf(PlayerId player, bool deaf) { deaf ? void(deaf_.insert(player)) : void(deaf_.erase(player)); }
  bool is_deaf(PlayerId player) const { return deaf_.contains(player); }
  // How often each place fired.
  const std::map<std::string, int, std::less<>>& fired() const { return fired_; }

 private:
  Rng rng_;
  bool enabled_;
  double intensity_;
  std::map<std::string, bool, std::less<>> switched_on_;
  std::map<std::string, int, std::less<>> fired_;
  std::set<PlayerId> deaf_;
};

// Delays, refuses, and loses the answer of commits that took effect.
class FaultyStore : public Store {
 public:
  FaultyStore(Store& inner, Clock& clock, Faults& faults) : inner_(inner), clock_(clock), faults_(faults) {}
  Task<Result<void>> run(Access access, ErasedBody body) override;

 private:
  Store& inner_;
  Clock& clock_;
  Faults& faults_;
};

class FaultyBlobStore : public BlobStore {
 public:
  FaultyBlobStore(BlobStore& inner, Clock& clock, Faults& faults)
      : inner_(inner), clock_(clock), faults_(faults) {}
  Task<Result<void>> put(std::string sha256, Blob bytes) override;
  Task<Result<Blob>> fetch(std::string sha256) override;
  Task<Result<bool>> exists(std::string sha256) override { return inner_.exists(std::move(sha256)); }
  Task<Result<void>> remove(std::string sha256) override { return inner_.remove(std::move(sha256)); }

 private:
  BlobStore& inner_;
  Clock& clock_;
  Faults& faults_;
};

class FaultyParser : public Parser {
 public:
  FaultyParser(Parser& inner, Clock& clock, Faults& faults) : inner_(inner), clock_(clock), faults_(faults) {}
  Task<Result<replay::ReplaySummary>> parse(Blob bytes) override;

 private:
  Parser& inner_;
  Clock& clock_;
  Faults& faults_;
};

// Delays, refuses, delivers twice, and loses the answer of a delivery that arrived.
class FaultyMessenger : public Messenger {
 public:
  FaultyMessenger(Messenger& inner, Clock& clock, Faults& faults)
      : inner_(inner), clock_(clock), faults_(faults) {}
  Task<Delivery> deliver(OutboxItem item) override;

 private:
  Messenger& inner_;
  Clock& clock_;
  Faults& faults_;
};

}  // namespace evo::sim
