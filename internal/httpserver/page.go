package httpserver

import (
	"bytes"
	_ "embed"
	"html/template"
	"net"
	"net/http"

	"github.com/edclusters/thirdplace/internal/auth"
)

// Example is a request to paste into a terminal. It may carry a token.
type Example struct {
	English, Spanish string // who asks and what, a few words
	Command          string
}

//go:embed page.html
var pageText string

//go:embed page.css
var styleText []byte

// page says what this is. Examples with tokens are only for somebody who sits at
// this machine and came by its own name: a page elsewhere that has its name point
// here (DNS rebinding) could read them otherwise.
func (s *Server) page(w http.ResponseWriter, r *http.Request) {
	var view struct {
		URL      string
		Examples []Example
	}
	view.URL = reached(r)
	if s.options.Examples != nil && local(r.Host) && local(r.RemoteAddr) {
		view.Examples = s.options.Examples()
	}
	var body bytes.Buffer
	parsed, err := template.New("page").Parse(pageText)
	if err == nil {
		err = parsed.Execute(&body, view)
	}
	if err != nil {
		s.options.Log.Error("page", "request", RequestID(r.Context()), "err", err)
		s.refuse(w, r, http.StatusInternalServerError, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy",
		"default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	body.WriteTo(w)
}

// reached is the address the reader came by; it is shown, never trusted.
func reached(r *http.Request) string {
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

func style(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "max-age=3600")
	w.Write(styleText)
}

// local reports whether a host, with or without a port, is this machine.
func local(hostport string) bool {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = hostport
	}
	return auth.ThisMachine(host)
}
