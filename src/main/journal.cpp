#include "main/journal.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "base/assert.hpp"
#include "main/exit_code.hpp"
#include "main/local_store.hpp"

namespace evo {
namespace {

Result<std::vector<sim::Acknowledged>> read_journal(const std::string& path) {
  std::ifstream file(path);
  if (!file) return fail(not_found(fmt::format("{}: cannot be opened", path)));
  std::vector<sim::Acknowledged> entries;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    sim::Acknowledged entry;
    // The last line may have been cut off by the end of the process: then its answer was not seen by anybody.
    if (words >> entry.player.value >> entry.key >> entry.command >> entry.receipt.event >>
        entry.receipt.subject)
      entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace

Result<Journal> Journal::open(const std::string& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (file < 0) return fail(unavailable(fmt::format("{}: {}", path, std::strerror(errno))));
  return Journal(file);
}

Journal::Journal(Journal&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

Journal::~Journal() {
  if (file_ >= 0) ::close(file_);
}

void Journal::append(const sim::Acknowledged& entry) {
  const std::string line = fmt::format("{} {} {} {} {}\n", entry.player.value, entry.key, entry.command,
                                       entry.receipt.event, entry.receipt.subject);
  EVO_ASSERT(::write(file_, line.data(), line.size()) == static_cast<ssize_t>(line.size()));
}

int check_journal(const Config& config, const std::string& path) {
  const auto entries = read_journal(path);
  if (!entries) return explain(entries.error());
  auto local = LocalStore::open(config);
  if (!local) return explain(local.error());
  int lost = 0;
  for (const sim::Acknowledged& entry : *entries) {
    auto body = [&](Tx& tx) -> Task<Result<bool>> {
      CO_TRY(const auto receipt, co_await tx.receipts().find(entry.player, entry.key));
      co_return receipt && *receipt == entry.receipt;
    };
    const auto kept = run_to_end((*local)->io, (*local)->store->read(body));
    if (!kept) return explain(kept.error());
    if (!*kept) {
      ++lost;
      fmt::print("lost: {} of player {} (key {})\n", entry.command, entry.player.value, entry.key);
    }
  }
  fmt::print("{} acknowledged actions, {} lost\n", entries->size(), lost);
  return lost == 0 ? kExitOk : kExitFailed;
}

}  // namespace evo
