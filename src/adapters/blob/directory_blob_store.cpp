#include "adapters/blob/directory_blob_store.hpp"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "adapters/blob/digest_check.hpp"
#include "adapters/net/descriptor.hpp"
#include "adapters/net/offload.hpp"
#include "base/assert.hpp"
#include "base/random.hpp"

namespace evo {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kIncoming = "incoming";

Error failed(std::string_view action, const fs::path& path, int code) {
  return unavailable(
      fmt::format("cannot {} {}: {}", action, path.string(), std::generic_category().message(code)));
}

fs::path shard_of(const fs::path& folder, std::string_view sha256) { return folder / sha256.substr(0, 2); }

Descriptor open_file(const fs::path& path, int flags) {
  return Descriptor(::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR | S_IRGRP));
}

Result<void> sync(const Descriptor& file, const fs::path& path) {
  if (::fsync(file.number()) != 0) return fail(failed("sync", path, errno));
  return {};
}

// What a folder lists is safe only after the folder itself was synced.
Result<void> sync_folder(const fs::path& folder) {
  const Descriptor opened = open_file(folder, O_RDONLY | O_DIRECTORY);
  if (!opened.is_open()) return fail(failed("open", folder, errno));
  return sync(opened, folder);
}

// Parents that are missing are created, and synced, too.
Result<void> make_folder(const fs::path& folder) {
  std::error_code error;
  if (fs::is_directory(folder, error)) return {};
  const fs::path parent = folder.parent_path();
  if (parent != folder) CHECK_OK(make_folder(parent));
  if (::mkdir(folder.c_str(), S_IRWXU | S_IRGRP | S_IXGRP) != 0 && errno != EEXIST)
    return fail(failed("create", folder, errno));
  return sync_folder(parent);
}

Result<void> write_all(const Descriptor& file, const fs::path& path, std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.number(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail(failed("write", path, errno));
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return {};
}

// The file's bytes, at most `bytes_max` and one more, so that an overlong file shows.
Result<std::vector<std::uint8_t>> read_all(const Descriptor& file, const fs::path& path,
                                           std::size_t bytes_max) {
  struct stat status{};
  if (::fstat(file.number(), &status) != 0) return fail(failed("examine", path, errno));
  if (!S_ISREG(status.st_mode)) return fail(internal(fmt::format("{} is not a file", path.string())));
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size > bytes_max)
    return fail(
        internal(fmt::format("{} has {} bytes, more than the limit of {}", path.string(), size, bytes_max)));
  std::vector<std::uint8_t> bytes(size);
  std::size_t filled = 0;
  while (filled < size) {
    const ssize_t count = ::read(file.number(), bytes.data() + filled, size - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail(failed("read", path, errno));
    if (count == 0) break;
    filled += static_cast<std::size_t>(count);
  }
  bytes.resize(filled);
  return bytes;
}

Result<Blob> fetch_file(const fs::path& folder, const std::string& sha256, std::size_t bytes_max) {
  const fs::path path = shard_of(folder, sha256) / sha256;
  const Descriptor file = open_file(path, O_RDONLY);
  if (!file.is_open() && errno == ENOENT) return fail(no_such_blob(sha256));
  if (!file.is_open()) return fail(failed("open", path, errno));
  TRY(auto bytes, read_all(file, path, bytes_max));
  if (!matches_digest(bytes, sha256))
    return fail(internal(fmt::format(
        "{} is damaged: its bytes do not match its name; restore it from a backup", path.string())));
  return std::make_shared<const std::vector<std::uint8_t>>(std::move(bytes));
}

Result<void> write_new(const fs::path& temporary, const fs::path& target,
                       std::span<const std::uint8_t> bytes) {
  const Descriptor file = open_file(temporary, O_WRONLY | O_CREAT | O_EXCL);
  if (!file.is_open()) return fail(failed("create", temporary, errno));
  CHECK_OK(write_all(file, temporary, bytes));
  CHECK_OK(sync(file, temporary));
  if (::rename(temporary.c_str(), target.c_str()) != 0) return fail(failed("rename to", target, errno));
  return {};
}

Result<void> put_file(const fs::path& folder, const std::string& sha256,
                      std::span<const std::uint8_t> bytes) {
  if (!matches_digest(bytes, sha256)) return fail(digest_mismatch(sha256));
  const fs::path shard = shard_of(folder, sha256);
  CHECK_OK(make_folder(shard));
  // An intact file stays; a damaged one is repaired by putting it again. Another process may have renamed the
  // file into place without having synced the folder yet, hence the sync in either case.
  if (!fetch_file(folder, sha256, bytes.size())) {
    const fs::path temporary = folder / kIncoming / random_token(16);
    const Result<void> written = write_new(temporary, shard / sha256, bytes);
    if (!written) {
      ::unlink(temporary.c_str());
      return written;
    }
  }
  return sync_folder(shard);
}

Result<bool> file_exists(const fs::path& path) {
  struct stat status{};
  if (::lstat(path.c_str(), &status) == 0) return S_ISREG(status.st_mode);
  if (errno == ENOENT) return false;
  return fail(failed("examine", path, errno));
}

Result<void> remove_file(const fs::path& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return fail(failed("remove", path, errno));
  return {};
}

Result<void> remove_leftovers(const fs::path& incoming) {
  std::error_code error;
  const auto oldest = fs::file_time_type::clock::now() - DirectoryBlobStore::kLeftoverAge;
  fs::directory_iterator entry(incoming, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    std::error_code vanished;  // A neighbour finished with it: as good as removed.
    const auto changed = fs::last_write_time(entry->path(), vanished);
    if (!vanished && changed < oldest) fs::remove(entry->path(), vanished);
  }
  if (error) return fail(failed("list", incoming, error.value()));
  return {};
}

Result<void> prove_writable(const fs::path& incoming) {
  const fs::path path = incoming / random_token(16);
  const Descriptor file = open_file(path, O_WRONLY | O_CREAT | O_EXCL);
  if (!file.is_open()) {
    Error error = failed("write into", incoming, errno);
    error.message +=
        "; give this program's user the right to write there, or choose another folder for blobs";
    return fail(std::move(error));
  }
  return remove_file(path);
}

}  // namespace

Result<std::unique_ptr<DirectoryBlobStore>> DirectoryBlobStore::open(const fs::path& folder,
                                                                     boost::asio::thread_pool& pool,
                                                                     std::size_t blob_bytes_max) {
  std::error_code error;
  const fs::path place = fs::absolute(folder, error).lexically_normal();
  if (error) return fail(failed("find", folder, error.value()));
  const fs::path incoming = place / kIncoming;
  CHECK_OK(make_folder(incoming));
  CHECK_OK(prove_writable(incoming));
  CHECK_OK(remove_leftovers(incoming));
  return std::unique_ptr<DirectoryBlobStore>(new DirectoryBlobStore(place, pool, blob_bytes_max));
}

Task<Result<void>> DirectoryBlobStore::put(std::string sha256, Blob bytes) {
  EVO_ASSERT(bytes != nullptr);
  CO_CHECK_OK(check_digest_text(sha256));
  if (bytes->size() > blob_bytes_max_)
    co_return fail(
        invalid(fmt::format("{} bytes are more than a file may have ({})", bytes->size(), blob_bytes_max_)));
  co_return co_await offload(pool_, [folder = folder_, sha256 = std::move(sha256), bytes = std::move(bytes)] {
    return put_file(folder, sha256, *bytes);
  });
}

Task<Result<Blob>> DirectoryBlobStore::fetch(std::string sha256) {
  CO_CHECK_OK(check_digest_text(sha256));
  co_return co_await offload(pool_,
                             [folder = folder_, sha256 = std::move(sha256), bytes_max = blob_bytes_max_] {
                               return fetch_file(folder, sha256, bytes_max);
                             });
}

Task<Result<bool>> DirectoryBlobStore::exists(std::string sha256) {
  CO_CHECK_OK(check_digest_text(sha256));
  co_return co_await offload(pool_,
                             [path = shard_of(folder_, sha256) / sha256] { return file_exists(path); });
}

Task<Result<void>> DirectoryBlobStore::remove(std::string sha256) {
  CO_CHECK_OK(check_digest_text(sha256));
  co_return co_await offload(pool_,
                             [path = shard_of(folder_, sha256) / sha256] { return remove_file(path); });
}

}  // namespace evo
