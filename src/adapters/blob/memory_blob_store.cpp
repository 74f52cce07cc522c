#include "adapters/blob/memory_blob_store.hpp"

#include <fmt/format.h>

#include "adapters/blob/digest_check.hpp"
#include "base/assert.hpp"

namespace evo {

Task<Result<void>> MemoryBlobStore::put(std::string sha256, Blob bytes) {
  EVO_ASSERT(bytes != nullptr);
  CO_CHECK_OK(check_digest_text(sha256));
  if (!matches_digest(*bytes, sha256)) co_return fail(digest_mismatch(sha256));
  if (blobs_.contains(sha256)) co_return Result<void>();
  if (bytes->size() > all_bytes_max_ - all_bytes_)
    co_return fail(busy(fmt::format("{} more bytes do not fit into the memory store of {} bytes",
                                    bytes->size(), all_bytes_max_)));
  all_bytes_ += bytes->size();
  blobs_.emplace(std::move(sha256), std::move(bytes));
  co_return Result<void>();
}

Task<Result<Blob>> MemoryBlobStore::fetch(std::string sha256) {
  CO_CHECK_OK(check_digest_text(sha256));
  const auto found = blobs_.find(sha256);
  if (found == blobs_.end()) co_return fail(no_such_blob(sha256));
  co_return found->second;
}

Task<Result<bool>> MemoryBlobStore::exists(std::string sha256) {
  CO_CHECK_OK(check_digest_text(sha256));
  co_return blobs_.contains(sha256);
}

Task<Result<void>> MemoryBlobStore::remove(std::string sha256) {
  CO_CHECK_OK(check_digest_text(sha256));
  const auto found = blobs_.find(sha256);
  if (found != blobs_.end()) {
    all_bytes_ -= found->second->size();
    blobs_.erase(found);
  }
  co_return Result<void>();
}

}  // namespace evo
