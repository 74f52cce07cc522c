// What the operator does to people and looks at, on the store, whether or not a server runs beside: the same
// commands as on the web, with an owner's rights and in the audit as the operator's.
#pragma once

#include <string>

#include "main/config.hpp"

namespace evo {

// What was asked for at the command line; each command uses some of it.
struct AdminOptions {
  std::string player;  // A name, or "#12" for an id.
  std::string reason;
  std::string role;
  std::string mode = "1v1";
  std::string race;
  int value = 0;
  std::string toon;
  bool remove = false;
  std::int64_t match = 0;
  std::string outcome;  // "team1", "team2", "draw", "void"
  bool preview = false;
  std::string title;
  std::string body;
  std::string actor;  // As player; "system": nobody, or the operator.
  std::string action;
  std::string since;  // RFC 3339.
  std::string until;
  int limit = 50;
};

// Each value is the exit code.
int admin_ban(const Config& config, const AdminOptions& options, bool banned);
int admin_reset(const Config& config, const AdminOptions& options);
int admin_adjust(const Config& config, const AdminOptions& options);
int admin_role(const Config& config, const AdminOptions& options);
int admin_toon(const Config& config, const AdminOptions& options);
int admin_announce(const Config& config, const AdminOptions& options);
int admin_resolve(const Config& config, const AdminOptions& options);
int admin_forget(const Config& config, const AdminOptions& options);
int admin_player(const Config& config, const AdminOptions& options);
int admin_export(const Config& config, const AdminOptions& options);
int admin_snapshot(const Config& config);
int admin_audit(const Config& config, const AdminOptions& options);
int admin_abuse(const Config& config);

}  // namespace evo
