package httpserver

import (
	"cmp"
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/edclusters/thirdplace/internal/fault"
)

// TLS says where the certificate and its key are, as PEM files. They are read
// again when they change, and when something comes from Reload.
type TLS struct {
	CertFile, KeyFile string
	Reload            <-chan os.Signal // nil: only when the files change

	every time.Duration // how often the files are looked at; 0 is lookEvery
}

// lookEvery is how often the files are looked at as a rule.
const lookEvery = 10 * time.Second

// certificate is what the server shows. The last good one stays until there is
// another: a renewal that went wrong does not end the service.
type certificate struct {
	files   TLS
	log     *slog.Logger
	current atomic.Pointer[tls.Certificate]
	seen    string // what the files looked like when they were read
}

// openCertificate reads the files, which must be good to begin with.
func openCertificate(files TLS, log *slog.Logger) (*certificate, error) {
	c := &certificate{files: files, log: log, seen: look(files)}
	if err := c.read(); err != nil {
		refused := fault.New(fault.Invalid, fault.CannotOpen, files.CertFile, err.Error())
		refused.Op, refused.Err = "read the certificate", err
		return nil, refused
	}
	return c, nil
}

func (c *certificate) read() error {
	pair, err := tls.LoadX509KeyPair(c.files.CertFile, c.files.KeyFile)
	if err != nil {
		return err
	}
	c.current.Store(&pair)
	return nil
}

// config is for a listener. TLS 1.2 is what a district's older devices know.
func (c *certificate) config() *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12,
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
			return c.current.Load(), nil
		},
		NextProtos: []string{"h2", "http/1.1"},
	}
}

// watch reads the files again until ctx ends.
func (c *certificate) watch(ctx context.Context) {
	again := time.NewTicker(cmp.Or(c.files.every, lookEvery))
	defer again.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.files.Reload:
			c.refresh(true)
		case <-again.C:
			c.refresh(false)
		}
	}
}

// refresh reads the files if they changed or it is asked for. A certificate and a
// key that do not go together, as between the two steps of a renewal, are told in
// the log once and tried again when they change.
func (c *certificate) refresh(asked bool) {
	now := look(c.files)
	if now == c.seen && !asked {
		return
	}
	c.seen = now
	if err := c.read(); err != nil {
		c.log.Warn("the certificate could not be read; the one before is kept", "err", err)
		return
	}
	c.log.Info("certificate read", "until", c.current.Load().Leaf.NotAfter)
}

// look says what the files look like from outside.
func look(files TLS) string {
	var all string
	for _, name := range []string{files.CertFile, files.KeyFile} {
		if info, err := os.Stat(name); err == nil {
			all += fmt.Sprintf("%d %d;", info.ModTime().UnixNano(), info.Size())
		} else {
			all += err.Error() + ";"
		}
	}
	return all
}

// expiry tells until when the certificate is good.
func (c *certificate) expiry() prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "thirdplace_tls_certificate_expiry_timestamp_seconds", Help: "When the certificate stops being good.",
	}, func() float64 { return float64(c.current.Load().Leaf.NotAfter.Unix()) })
}
