package httpserver

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
)

func TestClient(t *testing.T) {
	const xff, fwd = "X-Forwarded-For", "Forwarded"
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("2001:db8:a::/48")}
	cases := []struct {
		name, peer string
		headers    [][2]string
		want       string
	}{
		{"no proxy", "192.0.2.1:99", nil, "192.0.2.1"},
		{"no proxy, and says it is one", "192.0.2.1:99", [][2]string{{xff, "198.51.100.7"}}, "192.0.2.1"},
		{"no proxy, in the other words", "192.0.2.1:99", [][2]string{{fwd, "for=198.51.100.7"}}, "192.0.2.1"},
		{"a proxy that says nothing", "10.0.0.1:99", nil, "10.0.0.1"},
		{"a proxy", "10.0.0.1:99", [][2]string{{xff, "198.51.100.7"}}, "198.51.100.7"},
		{"two proxies", "10.0.0.1:99", [][2]string{{xff, "198.51.100.7, 10.0.0.2"}}, "198.51.100.7"},
		{"the client invented the first", "10.0.0.1:99", [][2]string{{xff, "203.0.113.9, 198.51.100.7"}}, "198.51.100.7"},
		{"a trusted one invented too", "10.0.0.1:99", [][2]string{{xff, "10.9.9.9, 198.51.100.7"}}, "198.51.100.7"},
		{"several lines", "10.0.0.1:99", [][2]string{{xff, "203.0.113.9"}, {xff, "198.51.100.7"}}, "198.51.100.7"},
		{"only proxies", "10.0.0.1:99", [][2]string{{xff, "10.0.0.3"}}, "10.0.0.3"},
		{"not an address", "10.0.0.1:99", [][2]string{{xff, "unknown"}}, "10.0.0.1"},
		{"not an address before one", "10.0.0.1:99", [][2]string{{xff, "<script>, 198.51.100.7"}}, "198.51.100.7"},
		{"with a port", "10.0.0.1:99", [][2]string{{xff, "198.51.100.7:1234"}}, "198.51.100.7"},
		{"Forwarded", "10.0.0.1:99", [][2]string{{fwd, `for=203.0.113.9, for="198.51.100.7:80";proto=https;by=10.0.0.1`}}, "198.51.100.7"},
		{"Forwarded, IPv6", "[2001:db8:a::1]:99", [][2]string{{fwd, `For="[2001:db8:b::7]:4711"`}}, "2001:db8:b::7"},
		{"Forwarded, hidden", "10.0.0.1:99", [][2]string{{fwd, "for=_hidden"}}, "10.0.0.1"},
		{"both, and they agree", "10.0.0.1:99", [][2]string{{fwd, "for=198.51.100.7"}, {xff, "198.51.100.7"}}, "198.51.100.7"},
		{"both, and they do not", "10.0.0.1:99", [][2]string{{fwd, "for=203.0.113.9"}, {xff, "198.51.100.7"}}, "10.0.0.1"},
		{"IPv4 as IPv6", "[::ffff:10.0.0.1]:99", [][2]string{{xff, "::ffff:198.51.100.7"}}, "198.51.100.7"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.RemoteAddr = c.peer
			for _, h := range c.headers {
				r.Header.Add(h[0], h[1])
			}
			var got, remote string
			proxies(trusted).tell(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				got, remote = Client(r.Context()).String(), parseHost(r.RemoteAddr).String()
			})).ServeHTTP(httptest.NewRecorder(), r)
			if got != c.want || remote != c.want {
				t.Errorf("got %s, and %s as RemoteAddr; want %s", got, remote, c.want)
			}
		})
	}
}

// FuzzClient: whatever headers say, the client is the peer where that is nobody's
// proxy, and an address always.
func FuzzClient(f *testing.F) {
	for _, seed := range []string{"", "198.51.100.7, 10.0.0.2", `for="[2001:db8::1]:9";by=x`, ",,;=;,", "for=for=\"\x00"} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, forwarded, standard string) {
		header := http.Header{"X-Forwarded-For": {forwarded}, "Forwarded": {standard}}
		stranger, proxy := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("10.0.0.1")
		p := proxies{netip.MustParsePrefix("10.0.0.0/8")}
		if got := p.client(stranger, header); got != stranger {
			t.Errorf("a stranger was taken for %s", got)
		}
		if got := p.client(proxy, header); !got.IsValid() || got.Is4In6() {
			t.Errorf("got %s", got)
		}
	})
}
