package httpserver

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

type clientKey struct{}

// Client returns the address of whoever sent the request that a context belongs
// to, as far as it can be known; one that is not valid outside a request.
func Client(ctx context.Context) netip.Addr {
	address, _ := ctx.Value(clientKey{}).(netip.Addr)
	return address
}

// proxies are those whose word is taken for where a request comes from.
type proxies []netip.Prefix

func (p proxies) has(address netip.Addr) bool {
	return slices.ContainsFunc(p, func(one netip.Prefix) bool { return one.Contains(address) })
}

// tell finds out where a request comes from. From then on it is its RemoteAddr too,
// for whoever looks there.
func (p proxies) tell(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		peer := parseHost(r.RemoteAddr)
		client := p.client(peer, r.Header)
		r = r.WithContext(context.WithValue(r.Context(), clientKey{}, client))
		if client != peer {
			r.RemoteAddr = netip.AddrPortFrom(client, 0).String()
		}
		next.ServeHTTP(w, r)
	})
}

// client is the last address that a trusted proxy saw a request come from and is
// none itself: what stands before it in a header may be anybody's invention.
// Two headers that say different things are believed as little as none, since a
// proxy writes one of them and passes on what a client wrote in the other.
func (p proxies) client(peer netip.Addr, header http.Header) netip.Addr {
	if !p.has(peer) {
		return peer
	}
	var found netip.Addr
	for _, hops := range [][]string{hopsOf(header.Values("X-Forwarded-For")), forwardedFor(header.Values("Forwarded"))} {
		if len(hops) == 0 {
			continue
		}
		client := p.last(peer, hops)
		if found.IsValid() && found != client {
			return peer
		}
		found = client
	}
	if !found.IsValid() {
		return peer
	}
	return found
}

// last walks from the peer backwards, as long as each is trusted to know the one
// before. What is no address ends the way.
func (p proxies) last(peer netip.Addr, hops []string) netip.Addr {
	at := peer
	for _, hop := range slices.Backward(hops) {
		if !p.has(at) {
			break
		}
		before := parseHost(hop)
		if !before.IsValid() {
			break
		}
		at = before
	}
	return at
}

// hopsOf reads lists of addresses, the client first.
func hopsOf(values []string) (hops []string) {
	for _, value := range values {
		for hop := range strings.SplitSeq(value, ",") {
			hops = append(hops, strings.TrimSpace(hop))
		}
	}
	return hops
}

// forwardedFor reads the addresses of a Forwarded header (RFC 7239, section 4).
// Quoted commas do not occur in addresses; a name that hides one is none.
func forwardedFor(values []string) (hops []string) {
	for _, element := range hopsOf(values) {
		hop := ""
		for pair := range strings.SplitSeq(element, ";") {
			name, value, _ := strings.Cut(strings.TrimSpace(pair), "=")
			if strings.EqualFold(name, "for") {
				hop = strings.Trim(value, `"`)
			}
		}
		hops = append(hops, hop)
	}
	return hops
}

// parseHost reads an address with or without a port and brackets.
func parseHost(text string) netip.Addr {
	if host, _, err := net.SplitHostPort(text); err == nil {
		text = host
	}
	address, err := netip.ParseAddr(strings.Trim(text, "[]"))
	if err != nil {
		return netip.Addr{}
	}
	return address.Unmap()
}
