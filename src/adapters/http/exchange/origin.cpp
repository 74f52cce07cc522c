#include "adapters/http/exchange/origin.hpp"

#include <algorithm>
#include <ranges>

#include <boost/asio/ip/address.hpp>
#include <fmt/format.h>

#include "base/text.hpp"

namespace evo::http {
namespace {

namespace ip = boost::asio::ip;

// IPv4 inside IPv6 ("::ffff:10.0.0.1") counts as IPv4.
std::optional<ip::address> parse_address(std::string_view text) {
  boost::system::error_code error;
  ip::address address = ip::make_address(std::string(text), error);
  if (error) return std::nullopt;
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    return ip::make_address_v4(ip::v4_mapped, address.to_v6());
  return address;
}

// "Example.org:8080" -> "example.org"; "[::1]:80" -> "[::1]".
std::string without_port(std::string_view host) {
  const std::size_t end = host.starts_with('[') ? host.find(']') + 1 : host.find(':');
  return lower_ascii(host.substr(0, end));
}

std::string joined_values(const std::vector<Header>& headers, std::string_view name) {
  std::string all;
  for (const Header& header : headers)
    if (header.name == name) all += (all.empty() ? "" : ",") + header.value;
  return all;
}

bool is_forwarded(const std::vector<Header>& headers) {
  constexpr std::string_view kSigns[] = {"forwarded", "via", "x-forwarded-for", "x-forwarded-host",
                                         "x-real-ip"};
  return std::ranges::any_of(
      headers, [&](const Header& header) { return std::ranges::count(kSigns, header.name) > 0; });
}

}  // namespace

Result<TrustedProxies> TrustedProxies::parse(const std::vector<std::string>& entries) {
  TrustedProxies proxies;
  for (const std::string& entry : entries) {
    boost::system::error_code error;
    const bool is_network = entry.find('/') != std::string::npos;
    if (entry.find(':') == std::string::npos) {
      proxies.v4_.push_back(ip::make_network_v4(is_network ? entry : entry + "/32", error));
    } else {
      proxies.v6_.push_back(ip::make_network_v6(is_network ? entry : entry + "/128", error));
    }
    if (error)
      return fail(invalid(fmt::format("trusted proxy '{}' is neither an address nor a network", entry)));
  }
  return proxies;
}

bool TrustedProxies::contains(std::string_view address) const {
  const auto parsed = parse_address(address);
  if (!parsed) return false;
  if (parsed->is_v4()) {
    const ip::network_v4 host(parsed->to_v4(), 32);
    return std::ranges::any_of(
        v4_, [&](const ip::network_v4& network) { return network == host || host.is_subnet_of(network); });
  }
  const ip::network_v6 host(parsed->to_v6(), 128);
  return std::ranges::any_of(
      v6_, [&](const ip::network_v6& network) { return network == host || host.is_subnet_of(network); });
}

Client find_client(std::string_view peer, const std::vector<Header>& headers, const TrustedProxies& proxies) {
  Client client{.address = std::string(peer)};
  client.by_proxy = proxies.contains(peer);
  if (client.by_proxy) {
    const std::string forwarded = joined_values(headers, "x-forwarded-for");
    for (const std::string_view part : std::views::reverse(split(forwarded, ','))) {
      const std::string_view hop = trim(part);
      if (!parse_address(hop)) break;
      client.address = hop;
      if (!proxies.contains(hop)) break;
    }
  }
  const auto address = parse_address(client.address);
  if (address) client.address = address->to_string();
  const bool hides_others = is_forwarded(headers) && !client.by_proxy;
  client.loopback = address && address->is_loopback() && !hides_others;
  return client;
}

std::string rate_key(std::string_view address) {
  const auto parsed = parse_address(address);
  if (!parsed) return std::string(address);
  if (parsed->is_v4()) return parsed->to_string();
  return ip::network_v6(parsed->to_v6(), 64).network().to_string();
}

bool is_loopback_host(std::string_view host) {
  const std::string name = without_port(host);
  return name == "localhost" || name == "127.0.0.1" || name == "[::1]";
}

bool is_known_host(std::string_view host, const std::vector<std::string>& hosts) {
  if (is_loopback_host(host)) return true;
  const std::string name = without_port(host);
  return !name.empty() &&
         std::ranges::any_of(hosts, [&](const std::string& known) { return without_port(known) == name; });
}

Result<void> check_same_site(const Request& request, const std::vector<std::string>& hosts) {
  const std::string_view site = request.header("sec-fetch-site");
  if (site == "cross-site" || site == "same-site")
    return fail(forbidden("this request was sent by a page of another site"));
  std::string_view origin = request.header("origin");
  if (origin.empty()) return {};
  const std::size_t scheme = origin.find("://");
  if (scheme == std::string_view::npos)
    return fail(forbidden("this request was sent by a page of unknown origin"));
  origin.remove_prefix(scheme + 3);
  const bool is_own = lower_ascii(origin) == lower_ascii(request.header("host"));
  const bool is_named = std::ranges::any_of(
      hosts, [&](const std::string& host) { return without_port(host) == without_port(origin); });
  if (!is_own && !is_named) return fail(forbidden("this request was sent by a page of another site"));
  return {};
}

bool equal_secrets(std::string_view a, std::string_view b) {
  unsigned difference = a.size() != b.size();
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
    difference |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
  return difference == 0;
}

}  // namespace evo::http
