#include "main/cmd_admin.hpp"

#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "adapters/blob/memory_blob_store.hpp"
#include "adapters/http/api/view_json.hpp"
#include "adapters/net/local_wakeup.hpp"
#include "adapters/telemetry/telemetry.hpp"
#include "app/commands/commands.hpp"
#include "app/read/staff_reader.hpp"
#include "main/exit_code.hpp"
#include "main/files.hpp"
#include "main/local_store.hpp"
#include "replay/replay.hpp"

namespace evo {
namespace {

const Actor kOperator{{}, Role::owner};

// The commands of one call, on the store itself. A server beside hears of what they wrote from the store.
class Desk {
 public:
  explicit Desk(std::unique_ptr<LocalStore> local)
      : local_(std::move(local)),
        wakeup_(local_->io.get_executor()),
        commands_(*local_->store, blobs_, offload_, wakeup_, telemetry_, local_->rules),
        reader_(*local_->store, local_->rules) {}

  static Result<std::unique_ptr<Desk>> open(const Config& config) {
    TRY(auto local, LocalStore::open(config));
    return std::make_unique<Desk>(std::move(local));
  }

  template <class T>
  Result<T> run(Task<Result<T>> task) {
    return run_to_end(local_->io, std::move(task));
  }
  Result<Receipt> order(Intent intent) { return run(commands_.handle({kOperator, "", std::move(intent)})); }

  // "#12" or a name.
  Result<PlayerId> player(std::string_view text) {
    if (!text.starts_with('#')) return run(reader_.player_named(std::string(text)));
    std::int64_t id = 0;
    const auto [end, problem] = std::from_chars(text.data() + 1, text.data() + text.size(), id);
    if (problem != std::errc() || end != text.data() + text.size())
      return fail(invalid(fmt::format("'{}' is no player's number", text)));
    return PlayerId{id};
  }

  Commands& commands() { return commands_; }
  StaffReader& reader() { return reader_; }
  const Rules& rules() const { return local_->rules; }

 private:
  std::unique_ptr<LocalStore> local_;
  MemoryBlobStore blobs_;
  InlineOffload offload_;
  LocalWakeup wakeup_;
  CountingTelemetry telemetry_;
  Commands commands_;
  StaffReader reader_;
};

// Opens the store and runs `command` on it; it prints, and tells what went wrong as an error.
template <class Command>
int at_desk(const Config& config, Command command) {
  auto desk = Desk::open(config);
  if (!desk) return explain(desk.error());
  const Result<void> done = command(**desk);
  return done ? kExitOk : explain(done.error());
}

// The same for a command on one player: prints what the receipt says.
template <class Make>
int order_on(const Config& config, const AdminOptions& options, Make make) {
  return at_desk(config, [&](Desk& desk) -> Result<void> {
    TRY(const PlayerId player, desk.player(options.player));
    TRY(const Receipt receipt, desk.order(make(player)));
    fmt::print("{}: {}\n", options.player, receipt.event);
    return {};
  });
}

Result<std::optional<Outcome>> outcome_from(std::string_view text) {
  if (text == "team1") return Outcome::win(0);
  if (text == "team2") return Outcome::win(1);
  if (text == "draw") return Outcome::draw();
  if (text == "void") return std::nullopt;
  return fail(invalid(fmt::format("'{}' is not team1, team2, draw or void", text)));
}

Result<std::optional<Time>> time_from(const std::string& text) {
  if (text.empty()) return std::nullopt;
  TRY(const Time time, parse_rfc3339(text));
  return time;
}

void print_lines(const std::vector<AuditEntry>& lines) {
  for (const AuditEntry& line : lines)
    fmt::print("{}  {:<7} {:<15} {:<8} {:<8} {} -> {}{}\n", to_rfc3339(line.at),
               line.actor ? fmt::format("#{}", line.actor.value) : "system", line.action,
               line.target ? fmt::format("#{}", line.target.value) : "-",
               line.match ? fmt::format("match {}", line.match.value) : "-", line.before, line.after,
               line.reason.empty() ? "" : fmt::format(" ({})", line.reason));
}

void print_preview(const ResolutionPreview& preview) {
  fmt::print("match {}: {} -> {}\n", preview.before.id.value, to_string(preview.before.state),
             to_string(preview.after.state));
  for (const RatingPreview& one : preview.ratings) {
    const std::string who =
        one.partner_name.empty() ? one.name : fmt::format("{} + {}", one.name, one.partner_name);
    const std::string_view race = one.partner_name.empty() ? std::string_view(one.key.race) : "";
    fmt::print("  {:<14} {:<12} {} -> {} ({:+}){}\n", who, race, one.before, one.after,
               one.after - one.before, one.in_match ? "" : ", by later matches");
  }
}

}  // namespace

int admin_ban(const Config& config, const AdminOptions& options, bool banned) {
  return order_on(config, options,
                  [&](PlayerId player) { return BanPlayer{player, banned, options.reason}; });
}

int admin_reset(const Config& config, const AdminOptions& options) {
  return order_on(config, options, [&](PlayerId player) { return ResetStatus{player, options.reason}; });
}

int admin_adjust(const Config& config, const AdminOptions& options) {
  return order_on(config, options, [&](PlayerId player) {
    return AdjustRating{{player, options.mode, options.race}, options.value, options.reason};
  });
}

int admin_role(const Config& config, const AdminOptions& options) {
  const auto role = role_from(options.role);
  if (!role) return explain(invalid(fmt::format("'{}' is not player, caster, staff or owner", options.role)));
  return order_on(config, options,
                  [&](PlayerId player) { return AssignRole{player, *role, options.reason}; });
}

int admin_toon(const Config& config, const AdminOptions& options) {
  return order_on(config, options, [&](PlayerId player) {
    return SetToon{{options.toon, player}, !options.remove, options.reason};
  });
}

int admin_forget(const Config& config, const AdminOptions& options) {
  return order_on(config, options, [&](PlayerId player) { return ForgetPlayer{player, options.reason}; });
}

int admin_announce(const Config& config, const AdminOptions& options) {
  return at_desk(config, [&](Desk& desk) -> Result<void> {
    TRY(const Receipt receipt, desk.order(Announce{options.title, options.body}));
    fmt::print("{} players will be told\n", receipt.subject);
    return {};
  });
}

int admin_resolve(const Config& config, const AdminOptions& options) {
  return at_desk(config, [&](Desk& desk) -> Result<void> {
    TRY(const auto outcome, outcome_from(options.outcome));
    const ResolveMatch intent{MatchId{options.match}, outcome, options.reason};
    TRY(const ResolutionPreview preview, desk.run(desk.commands().preview(kOperator, intent)));
    print_preview(preview);
    if (options.preview) {
      fmt::print("nothing was changed\n");
      return {};
    }
    TRY(const Receipt receipt, desk.order(intent));
    fmt::print("{}\n", receipt.event);
    return {};
  });
}

int admin_player(const Config& config, const AdminOptions& options) {
  return at_desk(config, [&](Desk& desk) -> Result<void> {
    TRY(const PlayerId id, desk.player(options.player));
    TRY(const StaffPlayer view, desk.run(desk.reader().player(id)));
    const Player& player = view.player;
    fmt::print("#{} {} ({}{}), since {}\n", player.id.value, player.name, to_string(player.role),
               player.banned ? ", banned" : "", to_rfc3339(player.created_at));
    fmt::print("  {} {} {}, other names: {}, game accounts: {}\n", player.region, player.country,
               player.battletag, fmt::join(player.other_names, " "), fmt::join(view.toons, " "));
    if (player.timeout_until) fmt::print("  may queue from {} on\n", to_rfc3339(*player.timeout_until));
    if (view.ticket) fmt::print("  waits in the queue\n");
    if (view.live_match) fmt::print("  plays match {}\n", view.live_match->value);
    print_lines(view.history);
    return {};
  });
}

int admin_export(const Config& config, const AdminOptions& options) {
  return at_desk(config, [&](Desk& desk) -> Result<void> {
    TRY(const PlayerId id, desk.player(options.player));
    TRY(const PlayerExport data, desk.run(desk.reader().export_of(id)));
    fmt::print("{}\n", http::player_data_json(data, desk.rules().catalog));
    return {};
  });
}

int admin_snapshot(const Config& config) {
  return at_desk(config, [&](Desk& desk) -> Result<void> {
    TRY(const StaffSnapshot view, desk.run(desk.reader().snapshot()));
    fmt::print("{}: {} wait, {} matches live, {} jobs, {} notices to deliver\n", to_rfc3339(view.as_of),
               view.queue.size(), view.live.size(), view.unfinished_jobs, view.undelivered);
    for (const WaitingPlayer& waiting : view.queue)
      fmt::print("  waits  #{} {} since {}\n", waiting.ticket.player.value, waiting.name,
                 to_rfc3339(waiting.ticket.joined_at));
    for (const Match& match : view.live) {
      std::vector<std::string> names;
      for (const MatchPlayer& player : match.players) names.push_back(player.name);
      fmt::print("  match  {} {} {}: {}\n", match.id.value, match.mode, to_string(match.state),
                 fmt::join(names, ", "));
    }
    return {};
  });
}

int admin_audit(const Config& config, const AdminOptions& options) {
  return at_desk(config, [&](Desk& desk) -> Result<void> {
    AuditQuery query;
    if (options.actor == "system") query.actor = PlayerId{};
    if (!options.actor.empty() && options.actor != "system") {
      TRY(query.actor, desk.player(options.actor));
    }
    if (!options.player.empty()) {
      TRY(query.target, desk.player(options.player));
    }
    if (options.match > 0) query.match = MatchId{options.match};
    query.action = options.action;
    TRY(query.since, time_from(options.since));
    TRY(query.until, time_from(options.until));
    query.limit = options.limit;
    TRY(const auto lines, desk.run(desk.reader().audit(std::move(query))));
    print_lines(lines);
    return {};
  });
}

int admin_abuse(const Config& config) {
  return at_desk(config, [&](Desk& desk) -> Result<void> {
    TRY(const auto signals, desk.run(desk.reader().abuse()));
    for (const AbuseSignal& signal : signals) {
      std::vector<std::string> players;
      for (const PlayerId id : signal.players) players.push_back(fmt::format("#{}", id.value));
      fmt::print("{:6.1f}  {:<15} {}: {}\n", signal.weight, to_string(signal.kind), fmt::join(players, " "),
                 signal.evidence);
    }
    fmt::print("{} signals in {} days; they are no judgement\n", signals.size(), kAbuseDays);
    return {};
  });
}

int admin_mods(const Config& config) {
  return at_desk(config, [&](Desk& desk) -> Result<void> {
    TRY(const auto versions, desk.run(desk.reader().mod_versions()));
    for (const ModVersion& version : versions)
      for (const ModFiles& files : version.files)
        fmt::print("{:<20} {:<4} {} files, {} optional\n", version.name, files.depot_region,
                   files.required.size(), files.optional.size());
    return {};
  });
}

int admin_mod(const Config& config, const AdminOptions& options) {
  return at_desk(config, [&](Desk& desk) -> Result<void> {
    TRY(const auto bytes, read_file(options.file, desk.rules().replay_bytes_max));
    TRY(replay::ReplaySummary game, replay::summarize(bytes));
    CHECK_OK(desk.order(RegisterMod{options.version, {}, std::move(game), options.reason}));
    fmt::print("{}: registered\n", options.version);
    return {};
  });
}

}  // namespace evo
