// Pieces that several views share. Included by the *_json.cpp files of this folder only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "app/read/reader.hpp"

namespace evo::http {

using Json = nlohmann::ordered_json;

// One line; bytes that are not UTF-8 become U+FFFD.
std::string render(const Json& json);
Json strings(const std::vector<std::string>& texts);
Json time_or_null(const std::optional<Time>& time);
// null for empty text and for an id of 0.
Json text_or_null(std::string_view text);
Json id_or_null(std::int64_t id);
Json outcome_or_null(const std::optional<Outcome>& outcome);
// {"AM": url, ...}: game regions that have a link.
Json links(const std::vector<std::string>& links, const Catalog& catalog);

// "" for a pair, which is rated whatever it plays.
Json race_part(const RatingKey& key);
// Both ids of a pair's key, else null.
Json pair_part(const RatingKey& key);
Json own_player_part(const Player& player, const std::vector<std::string>& toons);
Json notices_part(const std::vector<InboxNotice>& notices);
Json rating_change_part(const RatingEvent& event);
Json queue_part(const QueueView& view, const Rules& rules);
Json lobby_part(const ExpectedLobby& lobby);
Json match_part(const MatchView& view, const Catalog& catalog);
Json match_brief(const Match& match, const Catalog& catalog);

}  // namespace evo::http
