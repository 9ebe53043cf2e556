package httpserver

import (
	"container/list"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"sync"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/edclusters/thirdplace/internal/limit"
)

// How many connections there may be. An idle one takes some 20 KiB, one whose
// request is awaited twice as much.
const (
	connectionsMost     = 4096
	connectionsMostEach = 512 // of an address that is no trusted proxy
)

// crowd bounds the connections of a listener. When there are as many as there may
// be, whoever has most gives one up for the next: the one that is longest without
// a request, or else the one that is longest at work. So those who open many keep
// nobody out who has few.
type crowd struct {
	most, mostEach int
	exempt         proxies

	mu      sync.Mutex
	open    int
	places  map[string]*place
	sizes   map[int]map[*place]bool // places by how many connections they have
	largest int                     // of sizes

	gauge   prometheus.Gauge
	refused *prometheus.CounterVec // by reason
}

// place is where connections come from; the longest idle, or at work, are first.
type place struct {
	name       string
	idle, busy *list.List // of *member
}

func (p *place) size() int { return p.idle.Len() + p.busy.Len() }

// first is the member of a list that has been in it for longest; nil if it is empty.
func first(l *list.List) *member {
	if front := l.Front(); front != nil {
		return front.Value.(*member)
	}
	return nil
}

// member is a connection in a crowd.
type member struct {
	net.Conn
	crowd *crowd
	from  *place        // nil for proxies, which are many people
	in    *list.List    // of its place
	at    *list.Element // in that list
	left  bool
}

func newCrowd(most, mostEach int, exempt proxies) *crowd {
	return &crowd{
		most: most, mostEach: mostEach, exempt: exempt, places: map[string]*place{}, sizes: map[int]map[*place]bool{},
		gauge: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "thirdplace_http_connections", Help: "Open connections, idle ones among them.",
		}),
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "thirdplace_http_connections_closed_total", Help: "Connections that were closed because there were too many.",
		}, []string{"reason"}),
	}
}

// crowdedListener hands on the connections that a crowd takes.
type crowdedListener struct {
	net.Listener
	crowd *crowd
}

// Accept implements net.Listener.
func (l crowdedListener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if m := l.crowd.enter(conn); m != nil {
			return m, nil
		}
		conn.Close() // whoever it is has been given enough
	}
}

// enter counts a connection in; nil if there is no room.
func (c *crowd) enter(conn net.Conn) *member {
	address := parseHost(conn.RemoteAddr().String())
	c.mu.Lock()
	defer c.mu.Unlock()
	m := &member{Conn: conn, crowd: c}
	if !c.exempt.has(address) {
		m.from = c.place(limit.Block(address))
	}
	switch {
	case m.from != nil && m.from.size() >= c.mostEach:
		c.refused.WithLabelValues("address").Inc()
		return nil
	case c.open >= c.most && !c.makeRoom(m.from):
		c.refused.WithLabelValues("all").Inc()
		return nil
	}
	c.open++
	c.gauge.Set(float64(c.open))
	if m.from != nil {
		c.resize(m.from, func() { m.move(m.from.idle) })
	}
	return m
}

// place returns a place, made if it is new; it is kept once it has a connection.
func (c *crowd) place(name string) *place {
	if p := c.places[name]; p != nil {
		return p
	}
	return &place{name: name, idle: list.New(), busy: list.New()}
}

// makeRoom closes a connection for one from a place, if there is one to be closed.
func (c *crowd) makeRoom(place *place) bool {
	out := c.dispensable(place)
	if out == nil {
		return false
	}
	c.leave(out)
	c.refused.WithLabelValues("room").Inc()
	go out.Conn.Close() // not under the lock: it may have something to say
	return true
}

// dispensable is the connection to be closed for one from a place: of those who
// have most, and if that is the place itself, an idle one of its own.
func (c *crowd) dispensable(taker *place) *member {
	if taker != nil && taker.size() >= c.largest {
		return first(taker.idle)
	}
	const looks = 16 // at places of the same size, for one that loses nothing
	var busy *member
	seen := 0
	for p := range c.sizes[c.largest] {
		if idle := first(p.idle); idle != nil {
			return idle
		}
		if busy = first(p.busy); seen == looks {
			break
		}
		seen++
	}
	return busy
}

// leave counts a connection out, once.
func (c *crowd) leave(m *member) {
	if m.left {
		return
	}
	m.left = true
	c.open--
	c.gauge.Set(float64(c.open))
	if m.from != nil {
		c.resize(m.from, func() { m.in.Remove(m.at) })
	}
}

// resize keeps account of a place while it changes by one connection.
func (c *crowd) resize(p *place, change func()) {
	if delete(c.sizes[p.size()], p); len(c.sizes[p.size()]) == 0 {
		delete(c.sizes, p.size())
	}
	before := p.size()
	change()
	now := p.size()
	if now == 0 {
		delete(c.places, p.name)
	} else {
		c.places[p.name] = p
		if c.sizes[now] == nil {
			c.sizes[now] = map[*place]bool{}
		}
		c.sizes[now][p] = true
	}
	if c.largest = max(c.largest, now); c.largest == before && c.sizes[before] == nil {
		c.largest = now
	}
}

// move puts a member at the end of a list of its place.
func (m *member) move(to *list.List) {
	if m.in != nil {
		m.in.Remove(m.at)
	}
	m.in, m.at = to, to.PushBack(m)
}

// Close implements net.Conn.
func (m *member) Close() error {
	m.crowd.mu.Lock()
	m.crowd.leave(m)
	m.crowd.mu.Unlock()
	return m.Conn.Close()
}

// CloseWrite lets the server say its last word to a client that is still talking,
// instead of having the kernel reset the connection over it.
func (m *member) CloseWrite() error {
	half, ok := m.Conn.(interface{ CloseWrite() error })
	if !ok {
		return errors.ErrUnsupported
	}
	return half.CloseWrite()
}

// state is for http.Server.ConnState: it tells who is at work. A connection whose
// first request is not whole yet is not.
func (c *crowd) state(conn net.Conn, state http.ConnState) {
	if secured, ok := conn.(*tls.Conn); ok {
		conn = secured.NetConn()
	}
	m, ok := conn.(*member)
	if !ok || m.from == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case m.left:
	case state == http.StateIdle:
		m.move(m.from.idle)
	case state == http.StateActive, state == http.StateHijacked:
		m.move(m.from.busy)
	}
}
