// The columns player_id, kind, match_id, replay_id, words, other_id of a row: what the outbox and the inbox
// have in common.
#pragma once

#include "adapters/sql/row.hpp"
#include "app/records.hpp"

namespace evo::sql {

inline Notice read_notice(RowReader& row) {
  Notice notice;
  notice.player = row.id<PlayerId>("player_id");
  notice.kind = row.name("kind", notice_kind_from);
  notice.match = row.id<MatchId>("match_id");
  notice.replay = row.id<ReplayId>("replay_id");
  notice.text = row.text("words");
  notice.other = row.id<PlayerId>("other_id");
  return notice;
}

}  // namespace evo::sql
