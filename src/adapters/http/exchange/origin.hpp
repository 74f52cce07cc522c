// Where a request comes from: the client behind trusted proxies, whether that is this machine, and whether a
// browser sent the request from one of our own pages. A Host header alone proves nothing: another site's name
// may be made to point at a loopback address (DNS rebinding), so what only this machine's user may do also
// needs a name that is known to be ours.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include "adapters/http/exchange/message.hpp"

namespace evo::http {

// Addresses and networks ("10.0.0.0/8") of the reverse proxies whose X-Forwarded-For is believed.
class TrustedProxies {
 public:
  // Errors: invalid, naming the entry.
  static Result<TrustedProxies> parse(const std::vector<std::string>& entries);
  bool contains(std::string_view address) const;

 private:
  std::vector<boost::asio::ip::network_v4> v4_;
  std::vector<boost::asio::ip::network_v6> v6_;
};

struct Client {
  std::string address;
  bool loopback = false;
  bool by_proxy = false;  // The socket's other end is a trusted proxy.
};

// The last address of X-Forwarded-For that is no trusted proxy, where the peer is one; else the peer. A peer
// on loopback that forwards for others without being trusted does not count as loopback.
Client find_client(std::string_view peer, const std::vector<Header>& headers, const TrustedProxies& proxies);

// What rate limits count by: an IPv4 address, or the /64 of an IPv6 address, which is one customer's.
std::string rate_key(std::string_view address);

// "localhost", "127.0.0.1", "[::1]", each with or without port.
bool is_loopback_host(std::string_view host);
// Whether the Host header is a loopback name or one of `hosts`, ignoring case and port.
bool is_known_host(std::string_view host, const std::vector<std::string>& hosts);

// For unsafe methods: what the browser says about the page that sends must not name another site. Requests
// without an Origin header come from programs, which no page can make send our cookie. Errors: forbidden.
Result<void> check_same_site(const Request& request, const std::vector<std::string>& hosts);

// Takes as long whether the first or the last byte differs.
bool equal_secrets(std::string_view a, std::string_view b);

}  // namespace evo::http
