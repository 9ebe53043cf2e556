package httpserver

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/rs/cors"

	"github.com/edclusters/thirdplace/internal/auth"
	"github.com/edclusters/thirdplace/internal/fault"
)

// guard sets the headers that keep browsers from guessing, framing or telling
// others. A handler may loosen the policy for its own page.
func guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		next.ServeHTTP(w, r)
	})
}

// brief refuses a request whose line and headers are longer than headerMost. What is
// longer by more than the 4 KiB that net/http adds for its buffer ends before.
func (s *Server) brief(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if headerBytes(r) > headerMost {
			s.refuse(w, r, http.StatusRequestHeaderFieldsTooLarge, fault.New(fault.Invalid, fault.BadDocument, "its headers are longer than "+strconv.Itoa(headerMost>>10)+" KiB"))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// headerBytes counts the line and the headers of a request as HTTP/1 writes them,
// whatever brought them.
func headerBytes(r *http.Request) int {
	const blanks, separators = len("  \r\n"), len(": \r\n")
	n := len(r.Method) + len(r.RequestURI) + len(r.Proto) + blanks + len("Host") + len(r.Host) + separators
	for name, values := range r.Header {
		for _, value := range values {
			n += len(name) + len(value) + separators
		}
	}
	return n + len("\r\n")
}

const preflightSeconds = 2 * 60 * 60 // browsers keep an answer no longer

// api puts the checks before Options.API: from outside in, which origins may
// read answers, whose address asked too much, which origins may send requests at
// all, who is asking.
func (s *Server) api() (http.Handler, error) {
	origins, err := crossOrigin(s.options.Origins)
	if err != nil {
		return nil, err
	}
	handler := s.enter(s.sameOrigin(origins, s.signIn(s.bookmark(s.options.API))))
	if len(s.options.Origins) == 0 {
		return handler, nil // for rs/cors no origin means every origin
	}
	return cors.New(cors.Options{
		AllowedOrigins: s.options.Origins,
		AllowedMethods: []string{http.MethodGet, http.MethodPost},
		AllowedHeaders: []string{"Accept", "Accept-Language", "Authorization", "Content-Type", "Idempotency-Key", "Last-Event-ID", bookmarkHeader},
		ExposedHeaders: []string{"X-Request-Id", "Retry-After", "WWW-Authenticate", bookmarkHeader},
		MaxAge:         preflightSeconds,
	}).Handler(handler), nil
}

// CheckOrigin refuses what is not an origin as browsers send it: a scheme of the
// web, a host and perhaps a port, and nothing else. Patterns are refused.
func CheckOrigin(origin string) error {
	u, err := url.Parse(origin)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" ||
		u.Scheme+"://"+u.Host != origin || strings.Contains(origin, "*") {
		return fault.At("origin", fault.NotALink, origin)
	}
	return nil
}

// crossOrigin makes the check of origins.
func crossOrigin(origins []string) (*http.CrossOriginProtection, error) {
	check := http.NewCrossOriginProtection()
	var faults fault.Fields
	for _, origin := range origins {
		err := CheckOrigin(origin)
		if err == nil {
			err = check.AddTrustedOrigin(origin)
		}
		faults.Add("", err)
	}
	return check, faults.Err()
}

// sameOrigin refuses what a page of an origin that is not listed makes a browser
// send. A GET executes a query here, so it is held to the same as a POST;
// OPTIONS executes nothing.
func (s *Server) sameOrigin(check *http.CrossOriginProtection, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent := *r
		if sent.Method != http.MethodOptions {
			sent.Method = http.MethodPost
		}
		if err := check.Check(&sent); err != nil {
			s.refuse(w, r, http.StatusForbidden, fault.New(fault.Forbidden, fault.MayNot, "use the API from a page of another origin"))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// signIn puts who is asking into the request's context. Without a token it is
// nobody, which is for the API to judge; with one that is not good the request
// ends here.
func (s *Server) signIn(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Add("Vary", "Authorization")
		given := r.Header.Values("Authorization")
		if len(given) == 0 {
			next.ServeHTTP(w, r)
			return
		}
		scheme, token, _ := strings.Cut(given[0], " ")
		if len(given) > 1 || !strings.EqualFold(scheme, "Bearer") {
			s.refuse(w, r, http.StatusUnauthorized, fault.New(fault.Unauthenticated, fault.BadToken))
			return
		}
		principal, err := s.options.Verify(r.Context(), strings.TrimSpace(token))
		if err != nil {
			err = s.failed(r, err)
			s.refuse(w, r, statusOf(err), err)
			return
		}
		next.ServeHTTP(w, r.WithContext(auth.WithPrincipal(r.Context(), principal)))
	})
}

func statusOf(err error) int {
	switch fault.KindOf(err) {
	case fault.Invalid:
		return http.StatusBadRequest
	case fault.Unauthenticated:
		return http.StatusUnauthorized
	case fault.Limited:
		return http.StatusTooManyRequests
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// refuse answers in the form of a GraphQL request error.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, status int, err error) {
	type problem struct {
		Message    string         `json:"message"`
		Extensions map[string]any `json:"extensions"`
	}
	extensions := map[string]any{"code": fault.KindOf(err).String()}
	h := w.Header()
	switch status {
	case http.StatusUnauthorized: // RFC 6750, section 3
		h.Set("WWW-Authenticate", `Bearer realm="thirdplace", error="invalid_token"`)
	case http.StatusInternalServerError:
		err = fault.New(fault.Internal, fault.Unexpected, RequestID(r.Context()))
		extensions["requestId"] = RequestID(r.Context())
	}
	var e *fault.Error
	if errors.As(err, &e) && e.RetryAfter > 0 {
		seconds := max(1, int(math.Ceil(e.RetryAfter.Seconds())))
		h.Set("Retry-After", strconv.Itoa(seconds))
		extensions["retryAfter"] = seconds
	}
	h.Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	body, err := json.Marshal(map[string]any{
		"errors": []problem{{s.options.Say(r.Header.Get("Accept-Language"), err), extensions}},
	})
	if err == nil {
		fmt.Fprintf(w, "%s\n", body)
	}
}
