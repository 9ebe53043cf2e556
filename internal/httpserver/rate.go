package httpserver

import (
	"net/http"

	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/limit"
)

// enter charges an address for a request before anything is read of it. What is
// asked costs more, and is charged by whoever knows what it is.
func (s *Server) enter(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := s.options.Rates.Charge(limit.Asker{Address: Client(r.Context())}, limit.RequestCost)
		if err != nil {
			s.refuse(w, r, http.StatusTooManyRequests, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// failed counts a token that was not good, and returns what is to be said of it:
// that it is not, or that there were too many. Those are not logged one by one.
func (s *Server) failed(r *http.Request, err error) error {
	if fault.Is(err, fault.Unauthenticated) {
		if limited := s.options.Rates.Fail(Client(r.Context())); limited != nil {
			return limited
		}
	}
	s.options.Log.Info("token refused", "request", RequestID(r.Context()), "err", err)
	return err
}
