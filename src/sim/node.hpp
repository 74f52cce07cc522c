// Node: one simulated process. It is the program's own composition of application and store, on virtual
// ports, with faults at its borders. Destroying it is the end of the process at whatever it was doing.
#pragma once

#include <memory>
#include <string>

#include "adapters/sql/sql.hpp"
#include "app/accounts.hpp"
#include "app/alerts.hpp"
#include "app/commands/commands.hpp"
#include "app/deadlines.hpp"
#include "app/jobs.hpp"
#include "app/judge.hpp"
#include "app/outbox.hpp"
#include "app/read/reader.hpp"
#include "app/wave.hpp"
#include "sim/faults.hpp"
#include "sim/ports.hpp"
#include "sim/telemetry.hpp"

namespace evo::sim {

struct NodeParts {
  SimLoop& loop;
  SimLoop::Domain domain;
  std::shared_ptr<Database> database;
  BlobStore& blobs;
  Faults& faults;
  SimTelemetry& telemetry;
  const Rules& rules;
  Duration skew{};
  Duration lease_ttl = std::chrono::seconds(30);
  OutboxOptions outbox;
  WorkerOptions worker;
  Duration idle = std::chrono::minutes(1);  // How often deadlines and alerts are looked at without a reason.
  std::uint64_t seed = 1;
  int incarnation = 0;  // Counts the processes that had this place before.
};

class Node {
 public:
  explicit Node(NodeParts parts);
  ~Node();
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  // Starts the loops. They end with the node.
  void start();
  // Asks the loops to end; they do so when the loop runs on.
  void stop();
  bool stopped() const { return running_ == 0; }

  Commands& commands() { return commands_; }
  Accounts& accounts() { return accounts_; }
  Reader& reader() { return reader_; }
  Wakeup& wakeup() { return wakeup_; }

 private:
  void spawn(Task<void> agent);

  NodeParts parts_;
  std::string owner_;
  Rng rng_;
  SimClock clock_;
  SimWakeup wakeup_;
  InlineOffload offload_;
  SqlStore sql_;
  FaultyStore store_;
  FaultyBlobStore blobs_;
  SimParser reading_parser_;
  FaultyParser parser_;
  PageMessenger page_;
  FaultyMessenger messenger_;
  Commands commands_;
  Accounts accounts_;
  Reader reader_;
  Judge judge_;
  Matchmaker matchmaker_;
  OutboxDispatcher outbox_;
  JobWorker worker_;
  Deadlines deadlines_;
  Alerts alerts_;
  Stop stop_;
  int running_ = 0;
};

}  // namespace evo::sim
