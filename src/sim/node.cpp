#include "sim/node.hpp"

#include <exception>

#include <boost/asio/co_spawn.hpp>
#include <fmt/format.h>

namespace evo::sim {

Node::Node(NodeParts parts)
    : parts_(std::move(parts)),
      owner_(fmt::format("node-{}-{}", parts_.domain, parts_.incarnation)),
      rng_(parts_.seed),
      clock_(parts_.loop, parts_.domain, parts_.skew),
      wakeup_(parts_.loop, parts_.domain, parts_.skew),
      sql_(parts_.database, clock_, rng_.next()),
      store_(sql_, clock_, parts_.faults),
      blobs_(parts_.blobs, clock_, parts_.faults),
      parser_(reading_parser_, clock_, parts_.faults),
      page_(store_),
      messenger_(page_, clock_, parts_.faults),
      commands_(store_, blobs_, offload_, wakeup_, parts_.telemetry, parts_.rules),
      accounts_(store_, parts_.rules.players),
      reader_(store_, clock_, offload_, parts_.rules),
      judge_(store_, blobs_, parser_, parts_.rules),
      matchmaker_(store_, clock_, wakeup_, offload_, parts_.telemetry, parts_.rules, reader_.waiting(),
                  LeaderLease(store_, clock_, "matchmaker", owner_, parts_.lease_ttl), rng_.fork()),
      outbox_(store_, clock_, wakeup_, messenger_, parts_.telemetry, parts_.outbox, owner_,
              parts_.rules.zones),
      worker_(store_, clock_, wakeup_, judge_, parts_.telemetry, parts_.worker, owner_),
      deadlines_(store_, clock_, wakeup_, parts_.telemetry, parts_.rules, parts_.idle),
      alerts_(store_, clock_, wakeup_, parts_.telemetry, parts_.rules, parts_.idle) {}

Node::~Node() { parts_.loop.crash(parts_.domain); }

void Node::spawn(Task<void> agent) {
  ++running_;
  boost::asio::co_spawn(parts_.loop.executor(parts_.domain), std::move(agent),
                        [this](std::exception_ptr problem) {
                          --running_;
                          if (problem) std::rethrow_exception(problem);
                        });
}

void Node::start() {
  spawn(matchmaker_.run(stop_));
  spawn(outbox_.run(stop_));
  spawn(worker_.run(stop_));
  spawn(deadlines_.run(stop_));
  spawn(alerts_.run(stop_));
}

void Node::stop() {
  stop_.request();
  wakeup_.notify_all();
}

}  // namespace evo::sim
