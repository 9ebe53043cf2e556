package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"time"
)

// askWithin is how long a running service has to say whether it is ready. It
// gives its own store two seconds.
const askWithin = 4 * time.Second

// ready asks the service that runs on this machine whether it can answer
// requests, for whoever looks after it and has no other way to ask: the image of
// a container has no shell.
func (m *Main) ready(ctx context.Context, args []string) error {
	s := newSettings("ready", m.Getenv)
	addr := s.text("addr", standardAddr, "ask the service that listens at `HOST:PORT`")
	cert := s.text("tls-cert", "", "ask by TLS, as the service speaks that has its certificate in `FILE`")
	if err := m.parseAll(s, args); err != nil {
		return err
	}
	if faults := checkAddress("addr", *addr, nil); len(faults) > 0 {
		return faults
	}
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	scheme := "http"
	if *cert != "" {
		scheme = "https"
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, scheme+"://"+dialled(*addr)+"/readyz", nil)
	if err != nil {
		return err
	}
	// Whatever proxy the environment names, and whatever name the certificate is for:
	// it is this machine that is asked, and nothing is told to it.
	direct := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	answer, err := direct.Do(request)
	if err != nil {
		return refusal(fmt.Sprintf("nothing answers at %s", *addr))
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return refusal(fmt.Sprintf("the service at %s is not ready", *addr))
	}
	fmt.Fprintln(m.Stdout, "ready")
	return nil
}

// dialled is where a service is found that listens at an address: this machine,
// if it listens everywhere.
func dialled(addr string) string {
	host, port, _ := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}
