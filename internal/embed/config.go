package embed

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/edclusters/thirdplace/internal/fault"
)

// maxDimensions is the most that a vector index of the stores can have.
const maxDimensions = 4096

// Config says whom to ask for vectors, and how.
type Config struct {
	URL        string // the base: https://api.example.org/v1, to which /embeddings is added
	Model      string // as the endpoint calls it
	Dimensions int    // to ask for, of models that leave a choice; 0: the model's own
	Key        string // sent as a bearer token; "" sends none. It is never logged.

	Batch   int           // most texts of one request; default 32
	Timeout time.Duration // of one request; default 30 s
	Client  *http.Client  // default: one of its own; redirects are never followed

	// Wait pauses before something is asked again; default by the clock. Tests have
	// another.
	Wait func(ctx context.Context, pause time.Duration) error
}

// Check names everything that is wrong, by the fields url, model and dimensions.
// Texts are sent in the clear to this machine only.
func (c Config) Check() error {
	var faults fault.Fields
	address, err := url.Parse(c.URL)
	if err != nil || address.Host == "" || address.User != nil || address.RawQuery != "" || address.Fragment != "" ||
		address.Scheme != "https" && (address.Scheme != "http" || !thisMachine(address.Hostname())) {
		faults.Say("url", fault.NotALink, c.URL)
	}
	if c.Model == "" {
		faults.Say("model", fault.Required)
	}
	if c.Dimensions < 0 || c.Dimensions > maxDimensions {
		faults.Say("dimensions", fault.OutOfRange, c.Dimensions, 0, maxDimensions)
	}
	return faults.Err()
}

func thisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
