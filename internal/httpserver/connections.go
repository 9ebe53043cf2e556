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

// How many connections there may be. An idle one takes some 20 KiB.
const (
	connectionsMost     = 8192
	connectionsMostEach = 512 // of an address that is no trusted proxy
)

// crowd bounds the connections of a listener. When there are as many as there may
// be, the one that has waited longest without a request makes room for the next,
// so that those who open many and say nothing keep nobody out.
type crowd struct {
	most, mostEach int
	exempt         proxies

	mu   sync.Mutex
	open int
	each map[string]int
	idle *list.List // of *member; the longest idle first

	gauge   prometheus.Gauge
	refused *prometheus.CounterVec // by reason
}

// member is a connection in a crowd.
type member struct {
	net.Conn
	crowd *crowd
	from  string
	at    *list.Element // in crowd.idle; nil while it is at work
	left  bool
}

func newCrowd(most, mostEach int, exempt proxies) *crowd {
	return &crowd{
		most: most, mostEach: mostEach, exempt: exempt, each: map[string]int{}, idle: list.New(),
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
	m := &member{Conn: conn, crowd: c}
	if !c.exempt.has(address) {
		m.from = limit.Block(address)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if m.from != "" && c.each[m.from] >= c.mostEach {
		c.refused.WithLabelValues("address").Inc()
		return nil
	}
	if c.open >= c.most && !c.makeRoom() {
		c.refused.WithLabelValues("all").Inc()
		return nil
	}
	c.open++
	c.each[m.from]++
	c.gauge.Set(float64(c.open))
	m.at = c.idle.PushBack(m)
	return m
}

// makeRoom closes the connection that is idle for longest, if one is.
func (c *crowd) makeRoom() bool {
	oldest := c.idle.Front()
	if oldest == nil {
		return false
	}
	m := oldest.Value.(*member)
	c.leave(m)
	c.refused.WithLabelValues("idle").Inc()
	go m.Conn.Close() // not under the lock: it may have something to say
	return true
}

// leave counts a connection out, once.
func (c *crowd) leave(m *member) {
	if m.left {
		return
	}
	m.left = true
	c.settle(m)
	c.open--
	c.gauge.Set(float64(c.open))
	if c.each[m.from]--; c.each[m.from] == 0 {
		delete(c.each, m.from)
	}
}

// settle takes a connection from the idle ones.
func (c *crowd) settle(m *member) {
	if m.at != nil {
		c.idle.Remove(m.at)
		m.at = nil
	}
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
	if !ok {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case m.left:
	case state == http.StateIdle && m.at == nil:
		m.at = c.idle.PushBack(m)
	case state == http.StateActive, state == http.StateHijacked:
		c.settle(m)
	}
}
