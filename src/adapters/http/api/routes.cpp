#include "adapters/http/api/routes.hpp"

#include <algorithm>
#include <charconv>

#include "adapters/http/api/service.hpp"
#include "base/text.hpp"

namespace evo::http {
namespace {

using enum Method;

constexpr Route kRoutes[] = {
    {get, "/session", Auth::optional, BodyRule::none, Budget::read, &Service::show_session},
    {remove, "/session", Auth::optional, BodyRule::none, Budget::write, &Service::sign_out},
    {post, "/session/guest", Auth::optional, BodyRule::json, Budget::sign_in, &Service::sign_in_guest},
    {get, "/catalog", Auth::none, BodyRule::none, Budget::read, &Service::show_catalog},
    {get, "/me", Auth::player, BodyRule::none, Budget::read, &Service::show_me},
    {patch, "/me", Auth::player, BodyRule::json, Budget::write, &Service::update_profile},
    {remove, "/me", Auth::player, BodyRule::none, Budget::write, &Service::forget_me},
    {get, "/me/data", Auth::player, BodyRule::none, Budget::write, &Service::export_me},
    {post, "/me/terms", Auth::player, BodyRule::json, Budget::write, &Service::accept_terms},
    {post, "/me/setup", Auth::player, BodyRule::json, Budget::write, &Service::complete_setup},
    {post, "/me/referral", Auth::player, BodyRule::json, Budget::write, &Service::enter_referral},
    {get, "/queue", Auth::none, BodyRule::none, Budget::read, &Service::show_queue},
    {post, "/queue", Auth::player, BodyRule::json, Budget::write, &Service::join_queue},
    {remove, "/queue", Auth::player, BodyRule::none, Budget::write, &Service::leave_queue},
    {post, "/party/invitations", Auth::player, BodyRule::json, Budget::write, &Service::invite_to_party},
    {post, "/party/invitations/{id}", Auth::player, BodyRule::json, Budget::write,
     &Service::answer_invitation},
    {patch, "/party", Auth::player, BodyRule::json, Budget::write, &Service::set_party_vetoes},
    {remove, "/party", Auth::player, BodyRule::none, Budget::write, &Service::leave_party},
    {get, "/matches", Auth::none, BodyRule::none, Budget::read, &Service::list_matches},
    {get, "/matches/{id}", Auth::optional, BodyRule::none, Budget::read, &Service::show_match},
    {post, "/matches/{id}/confirm", Auth::player, BodyRule::none, Budget::write, &Service::confirm_match},
    {post, "/matches/{id}/abort", Auth::player, BodyRule::none, Budget::write, &Service::abort_match},
    {post, "/matches/{id}/report", Auth::player, BodyRule::json, Budget::write, &Service::report_match},
    {post, "/matches/{id}/replay", Auth::player, BodyRule::replay, Budget::upload, &Service::upload_replay},
    {get, "/replays/{id}/file", Auth::optional, BodyRule::none, Budget::read, &Service::download_replay},
    {get, "/leaderboard", Auth::none, BodyRule::none, Budget::read, &Service::show_leaderboard},
    {get, "/players/{id}/statistics", Auth::none, BodyRule::none, Budget::read,
     &Service::show_player_statistics},
    {get, "/statistics", Auth::none, BodyRule::none, Budget::read, &Service::show_statistics},
    {get, "/statistics/activity", Auth::none, BodyRule::none, Budget::read, &Service::show_activity},
    {get, "/seasons", Auth::none, BodyRule::none, Budget::read, &Service::list_seasons},
    {get, "/seasons/{id}/standings", Auth::none, BodyRule::none, Budget::read, &Service::show_season},
    {get, "/players/{id}", Auth::none, BodyRule::none, Budget::read, &Service::show_player},
    {get, "/status", Auth::none, BodyRule::none, Budget::read, &Service::show_status},
    {get, "/events", Auth::optional, BodyRule::none, Budget::read, &Service::open_events},
    {post, "/admin/matches/{id}/resolve", Auth::staff, BodyRule::json, Budget::write,
     &Service::resolve_match},
    {post, "/admin/matches/{id}/preview", Auth::staff, BodyRule::json, Budget::write,
     &Service::preview_resolution},
    {get, "/admin/snapshot", Auth::staff, BodyRule::none, Budget::read, &Service::show_snapshot},
    {get, "/admin/audit", Auth::staff, BodyRule::none, Budget::read, &Service::search_audit},
    {get, "/admin/abuse", Auth::staff, BodyRule::none, Budget::write, &Service::show_abuse},
    {post, "/admin/announcements", Auth::staff, BodyRule::json, Budget::write, &Service::announce},
    {get, "/admin/mods", Auth::staff, BodyRule::none, Budget::read, &Service::show_mods},
    {post, "/admin/mods", Auth::staff, BodyRule::json, Budget::write, &Service::register_mod},
    {get, "/admin/players", Auth::staff, BodyRule::none, Budget::read, &Service::find_player},
    {get, "/admin/players/{id}", Auth::staff, BodyRule::none, Budget::read, &Service::show_staff_player},
    {get, "/admin/players/{id}/data", Auth::staff, BodyRule::none, Budget::write, &Service::export_player},
    {post, "/admin/players/{id}/ban", Auth::staff, BodyRule::json, Budget::write, &Service::ban_player},
    {post, "/admin/players/{id}/reset", Auth::staff, BodyRule::json, Budget::write, &Service::reset_status},
    {post, "/admin/players/{id}/rating", Auth::staff, BodyRule::json, Budget::write, &Service::adjust_rating},
    {post, "/admin/players/{id}/role", Auth::staff, BodyRule::json, Budget::write, &Service::assign_role},
    {post, "/admin/players/{id}/toon", Auth::staff, BodyRule::json, Budget::write, &Service::set_toon},
    {post, "/admin/players/{id}/forget", Auth::staff, BodyRule::json, Budget::write, &Service::forget_player},
    {post, "/demo/matches/{id}/replay", Auth::player, BodyRule::json, Budget::upload,
     &Service::make_demo_replay},
    {get, "/openapi.json", Auth::none, BodyRule::none, Budget::read, &Service::show_openapi},
};

// The parameters in `segments` when they fit the pattern.
std::optional<std::vector<std::string>> fit(std::string_view pattern, std::span<const std::string> segments) {
  std::vector<std::string> parameters;
  for (const std::string& segment : segments) {
    if (pattern.empty()) return std::nullopt;
    pattern.remove_prefix(1);
    const std::string_view part = pattern.substr(0, pattern.find('/'));
    if (part.starts_with('{')) {
      parameters.push_back(segment);
    } else if (part != segment) {
      return std::nullopt;
    }
    pattern.remove_prefix(part.size());
  }
  return pattern.empty() ? std::optional(std::move(parameters)) : std::nullopt;
}

}  // namespace

std::span<const Route> routes() { return kRoutes; }

RouteMatch find_route(Method method, std::span<const std::string> segments) {
  RouteMatch match;
  const Method wanted = method == head ? get : method;
  for (const Route& route : kRoutes) {
    auto parameters = fit(route.pattern, segments);
    if (!parameters) continue;
    match.allowed.push_back(route.method);
    if (route.method != wanted) continue;
    match.route = &route;
    match.parameters = *std::move(parameters);
  }
  return match;
}

Result<std::int64_t> parse_id(std::string_view text) {
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc() || end != text.data() + text.size() || id < 1)
    return fail(invalid("the id in the address must be a whole number from 1"));
  return id;
}

std::string allow_header(const std::vector<Method>& methods) {
  std::string text;
  for (const Method method : methods) {
    if (!text.empty()) text += ", ";
    text += to_string(method);
    if (method == get) text += ", HEAD";
  }
  return text;
}

}  // namespace evo::http
