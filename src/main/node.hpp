// Node: the running program. It builds adapters from the configuration, wires them to the application by
// hand, owns the agents (loops and the web server), starts them, drains and stops them. The scheme of each
// setting is looked at here and nowhere else.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "app/accounts.hpp"
#include "app/commands/commands.hpp"
#include "app/ports/clock.hpp"
#include "app/read/reader.hpp"
#include "app/rules.hpp"
#include "app/stop.hpp"
#include "main/config.hpp"

namespace evo {

// What other composition roots (the demo) may use of a node.
struct NodeFace {
  Store& store;
  Clock& clock;
  Commands& commands;
  Accounts& accounts;
  Reader& reader;
  const Rules& rules;
  Stop stop;  // Requested when the node begins to stop: companions end themselves.
};

struct Companion {
  // Adjusts the rules before anything uses them.
  std::function<void(Rules&)> rules;
  // Runs beside the node's own agents; returns soon after face.stop.
  std::function<Task<void>(NodeFace)> run;
  // Serves POST /demo/...; empty: no demo.
  std::function<Task<Result<Blob>>(PlayerId, MatchId, Claim)> replay;
};

struct ServeOptions {
  Config config;
  bool web = true;  // false: no web server, for commands that need the ladder only.
  std::string title = "EvoLadder";
  Companion companion;
};

// Serves until SIGINT or SIGTERM; the value is the exit code. Prints what it chose and `listening on
// http://...`.
int serve(ServeOptions options);

// The catalog a store is for. A new store takes `wanted` ("" means "scevo"). Errors: conflict when the store
// was made with another catalog than the one wanted.
Task<Result<Catalog>> settle_catalog(Store& store, std::string wanted);

}  // namespace evo
