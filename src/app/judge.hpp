// Judge: what a parse job does. It reads the replay, holds it against its match and, if it decides, finishes
// the match: verdict, rating, ledger and notices in one transaction. A replay judged already is left as it
// is.
#pragma once

#include "app/ports/blob_store.hpp"
#include "app/ports/parser.hpp"
#include "app/ports/store.hpp"
#include "app/rules.hpp"

namespace evo {

class Judge {
 public:
  Judge(Store& store, BlobStore& blobs, Parser& parser, const Rules& rules)
      : store_(store), blobs_(blobs), parser_(parser), rules_(rules) {}

  // A bad file is a success: it is judged unreadable and its uploader told. Errors are worth another attempt.
  Task<Result<void>> judge(ReplayId id);
  // After the last attempt: tells the uploader that the replay could not be read.
  Task<Result<void>> give_up(ReplayId id);

 private:
  Task<Result<void>> record_unreadable(ReplayId id, std::string problem);
  Task<Result<void>> record_verdict(ReplayId id, replay::ReplaySummary summary);

  Store& store_;
  BlobStore& blobs_;
  Parser& parser_;
  const Rules& rules_;
};

}  // namespace evo
