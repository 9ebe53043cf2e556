package httpserver

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/fault"
)

// issue writes a certificate for this machine, and its key, with a serial number.
func issue(t *testing.T, files TLS, serial int64) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "test"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{
		files.CertFile: {Type: "CERTIFICATE", Bytes: der},
		files.KeyFile:  {Type: "PRIVATE KEY", Bytes: secret},
	} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func files(t *testing.T) TLS {
	t.Helper()
	dir := t.TempDir()
	f := TLS{CertFile: filepath.Join(dir, "cert.pem"), KeyFile: filepath.Join(dir, "key.pem")}
	issue(t, f, 1)
	return f
}

// shown returns the serial number of the certificate that a server shows, and the
// protocol that was agreed on.
func shown(t *testing.T, s *running, config *tls.Config) (serial int64, protocol string, err error) {
	t.Helper()
	config.InsecureSkipVerify = true // it is the test's own
	conn, err := tls.Dial("tcp", s.listener.Addr().String(), config)
	if err != nil {
		return 0, "", err
	}
	defer conn.Close()
	state := conn.ConnectionState()
	return state.PeerCertificates[0].SerialNumber.Int64(), state.NegotiatedProtocol, nil
}

func TestTLS(t *testing.T) {
	f := files(t)
	s := start(t, func(o *Options) { o.TLS = &f })
	if !strings.HasPrefix(s.URL(), "https://127.0.0.1:") {
		t.Errorf("it is found at %s", s.URL())
	}
	_, protocol, err := shown(t, s, &tls.Config{NextProtos: []string{"h2", "http/1.1"}, MaxVersion: tls.VersionTLS12})
	if err != nil || protocol != "h2" {
		t.Errorf("TLS 1.2: %q, %v", protocol, err)
	}
	if _, _, err = shown(t, s, &tls.Config{MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10}); err == nil {
		t.Errorf("TLS 1.1 was spoken")
	}
	client := &http.Client{Transport: &http.Transport{
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, ForceAttemptHTTP2: true,
	}}
	answer, err := client.Get(s.URL() + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != 200 || answer.ProtoMajor != 2 {
		t.Errorf("got %d by %s", answer.StatusCode, answer.Proto)
	}
	client.CloseIdleConnections()
}

// TestCertificateIsRenewed: a new pair is shown, a bad one is not, and neither is
// a certificate whose key has not come yet.
func TestCertificateIsRenewed(t *testing.T) {
	f := files(t)
	hup := make(chan os.Signal)
	f.Reload, f.every = hup, time.Hour // the test says when it looks, never between two writes
	s := start(t, func(o *Options) { o.TLS = &f })
	want := func(what string, serial int64) {
		t.Helper()
		if got, _, err := shown(t, s, &tls.Config{}); err != nil || got != serial {
			t.Errorf("%s: certificate %d is shown (%v), want %d", what, got, err, serial)
		}
	}
	want("at first", 1)
	issue(t, f, 2)
	hup <- os.Interrupt // whatever it is
	hup <- os.Interrupt // taken only when the first is done
	want("asked to read again", 2)

	key, err := os.ReadFile(f.KeyFile)
	if err != nil {
		t.Fatal(err)
	}
	issue(t, f, 3)
	newer, err := os.ReadFile(f.KeyFile)
	if err == nil {
		err = os.WriteFile(f.KeyFile, key, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	s.secured.refresh(true)
	want("a certificate without its key", 2)
	if err := os.WriteFile(f.KeyFile, append(newer, '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
	s.secured.refresh(false)
	want("the key has come", 3)
	if err := os.Remove(f.CertFile); err != nil {
		t.Fatal(err)
	}
	s.secured.refresh(false)
	s.secured.refresh(false)
	want("the file is gone", 3)
	s.stop()
	if got := strings.Count(s.log.String(), "could not be read; the one before is kept"); got != 2 {
		t.Errorf("%d warnings, want one for each bad pair:\n%s", got, s.log)
	}
}

func TestBadCertificate(t *testing.T) {
	f := files(t)
	if err := os.WriteFile(f.KeyFile, []byte("no key"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(Options{Addr: "127.0.0.1:0", TLS: &f, Say: nil}); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want a refusal to start", err)
	}
}
