#include "adapters/sql/sqlite/suspension.hpp"

#include <vector>

#include "base/assert.hpp"

namespace evo::sql {

class SuspensionService : public boost::asio::execution_context::service {
 public:
  using key_type = SuspensionService;
  static boost::asio::execution_context::id id;

  explicit SuspensionService(boost::asio::execution_context& context) : service(context) {}

  void shutdown() override {
    std::vector<std::shared_ptr<Suspension>> suspended;
    {
      const std::lock_guard lock(registry->mutex);
      for (auto* suspension : registry->suspended)
        if (auto alive = suspension->weak_from_this().lock()) suspended.push_back(std::move(alive));
    }
    for (const auto& suspension : suspended) suspension->interrupt();
    std::vector<std::unique_ptr<Suspension::Parked>> orphans;
    {
      const std::lock_guard lock(registry->mutex);
      for (auto* suspension : registry->suspended) orphans.push_back(std::move(suspension->parked_));
      registry->suspended.clear();
    }
  }

  std::shared_ptr<Suspension::Registry> registry = std::make_shared<Suspension::Registry>();
};

boost::asio::execution_context::id SuspensionService::id;

Suspension::~Suspension() { EVO_ASSERT(!parked_); }

void Suspension::park(boost::asio::execution_context& context, std::unique_ptr<Parked> parked) {
  EVO_ASSERT(!parked_);
  registry_ = boost::asio::use_service<SuspensionService>(context).registry;
  const std::lock_guard lock(registry_->mutex);
  parked_ = std::move(parked);
  registry_->suspended.insert(this);
}

void Suspension::resume() {
  if (!registry_) return;
  // Posting inside the lock keeps the context alive: its destruction has to take the lock first.
  const std::lock_guard lock(registry_->mutex);
  if (!parked_) return;
  registry_->suspended.erase(this);
  parked_->post();
  parked_.reset();
}

void Suspension::abandon() {
  if (!registry_) return;
  interrupt();
  std::unique_ptr<Parked> orphan;
  const std::lock_guard lock(registry_->mutex);
  registry_->suspended.erase(this);
  orphan = std::move(parked_);
}

}  // namespace evo::sql
