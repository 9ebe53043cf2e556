package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"github.com/edclusters/thirdplace/graph"
	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/auth"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/httpserver"
	"github.com/edclusters/thirdplace/internal/match"
)

// standardAddr is where serve listens, and ready asks, if nothing else is said.
const standardAddr = "127.0.0.1:8080"

// Files of the data folder, beside the local key (auth.KeyFile).
const (
	storeFile  = "graph.sqlite"
	demoFolder = "demo" // of the store of --demo, where no folder is named
)

// serving is what serve was asked to do.
type serving struct {
	demo, dev   bool
	addr        string
	metricsAddr string
	databases
	bounding
	origins []string
	issuers []auth.Issuer
	weights *match.Weights // nil: the program's own
	trusted *graph.Trusted // nil: any document is executed
	embeds  *embeddings    // nil: nobody says what texts mean
	keep    app.Keep
}

// serveSettings declares the flags of serve. The function reads them when they
// are parsed and names every fault.
func (m *Main) serveSettings() (*settings, func() (serving, error)) {
	s := newSettings("serve", m.Getenv)
	demo := s.toggle("demo", "fill an empty store with a fictional cluster and print requests to try; "+
		"without --data the store is "+demoFolder+" in the data folder, so that a demonstration never mixes with real people")
	dev := s.toggle("dev", "for developing against: on this machine only, with introspection and without limits of rate")
	addr := s.text("addr", standardAddr, "listen at `HOST:PORT`; port 0 takes a free one")
	metrics := s.text("metrics-addr", "", "serve /metrics at `HOST:PORT`; off if not given")
	where := m.databaseFlags(s)
	origins := s.list("origin", "let pages of this `URL` use the API, such as https://app.example.org; may be repeated")
	issuers := s.list("oidc-issuer", "trust tokens of the OpenID provider at `URL`; may be repeated")
	audiences := s.list("oidc-audience", "`NAME` the provider's tokens must be meant for, one of them: all are for the only provider; of several providers one for all, or one each, with blanks between the names of one")
	keys := s.list("oidc-keys", "`URL` of the provider's keys; found by discovery if not given")
	weights := weightsFlag(s)
	bounds := m.boundFlags(s)
	keep := keepFlags(s)
	trusted := s.text("trusted-documents", "", "execute only the GraphQL documents of `FILE`, a JSON object of documents by their hashes, "+
		"as the build of a client program writes it; any document if not given")
	embeds := m.embeddingFlags(s)
	return s, func() (serving, error) {
		c := serving{demo: *demo, dev: *dev, addr: *addr, metricsAddr: *metrics, origins: *origins}
		var faults usage
		var err error
		c.databases, faults = where()
		c.bounding, faults = bounds(c.demo || c.dev, faults)
		if c.demo && !s.given["data"] {
			c.dir = filepath.Join(c.dir, demoFolder)
		}
		c.issuers, faults = pair(*issuers, *audiences, *keys, faults)
		if c.weights, err = readWeights(*weights); err != nil {
			faults = append(faults, "--weights: "+sentence(err))
		}
		c.keep, faults = keep(faults)
		if c.trusted, err = readTrusted(*trusted); err != nil {
			faults = append(faults, "--trusted-documents: "+sentence(err))
		}
		var more usage
		c.embeds, more = embeds()
		return c, c.check(append(faults, more...)).err()
	}
}

// readTrusted reads a file of trusted documents; nil where none is named.
func readTrusted(name string) (*graph.Trusted, error) {
	if name == "" {
		return nil, nil
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	trusted, err := graph.ReadTrusted(file)
	var faults fault.Fields
	faults.Add(name, err)
	return trusted, faults.Err()
}

// check adds what is wrong with addresses and origins.
func (c serving) check(faults usage) usage {
	if c.demo && c.dev {
		faults = append(faults, "--demo and --dev do not go together: choose one")
	}
	faults = checkAddress("addr", c.addr, faults)
	if c.metricsAddr != "" {
		faults = checkAddress("metrics-addr", c.metricsAddr, faults)
	}
	if host, _, err := net.SplitHostPort(c.addr); err == nil && c.dev && !auth.ThisMachine(host) {
		faults = append(faults, fmt.Sprintf("--dev listens on this machine only, and --addr %s does not: use 127.0.0.1", c.addr))
	}
	for _, origin := range c.origins {
		if httpserver.CheckOrigin(origin) != nil {
			faults = append(faults, fmt.Sprintf("--origin %s: give scheme and host exactly as browsers do, such as https://app.example.org", origin))
		}
	}
	return faults
}

func checkAddress(flag, address string, faults usage) usage {
	_, port, err := net.SplitHostPort(address)
	if _, number := strconv.ParseUint(port, 10, 16); err != nil || number != nil {
		return append(faults, fmt.Sprintf("--%s %s: give HOST:PORT, such as 127.0.0.1:8080", flag, address))
	}
	return faults
}

// pair makes issuers of parallel lists, each checked.
func pair(urls, audiences, keys []string, faults usage) ([]auth.Issuer, usage) {
	if len(urls) == 0 && len(audiences)+len(keys) > 0 {
		return nil, append(faults, "--oidc-audience and --oidc-keys need an --oidc-issuer")
	}
	if len(urls) > 1 && len(audiences) > 1 && len(audiences) != len(urls) || len(keys) > 0 && len(keys) != len(urls) {
		return nil, append(faults, fmt.Sprintf("%d --oidc-issuer, %d --oidc-audience and %d --oidc-keys: give one of each for each issuer",
			len(urls), len(audiences), len(keys)))
	}
	var issuers []auth.Issuer
	seen := map[string]bool{}
	for i, address := range urls {
		issuer := auth.Issuer{URL: address, Audiences: audiencesOf(i, len(urls), audiences)}
		if len(keys) > 0 {
			issuer.KeysURL = keys[i]
		}
		if seen[address] {
			faults = append(faults, fmt.Sprintf("--oidc-issuer %s: it is given twice", address))
		}
		seen[address] = true
		issuers, faults = append(issuers, issuer), checkIssuer(issuer, faults)
	}
	return issuers, faults
}

// audiencesOf returns the audiences of one of several issuers: all of them if it is
// the only one, else the one that is given for all, or its own; names of one's own
// are separated by blanks.
func audiencesOf(i, issuers int, audiences []string) []string {
	switch {
	case len(audiences) == 0:
		return nil
	case issuers == 1:
		return strings.Fields(strings.Join(audiences, " "))
	}
	return strings.Fields(audiences[i%len(audiences)])
}

func checkIssuer(issuer auth.Issuer, faults usage) usage {
	var e *fault.Error
	if !errors.As(issuer.Check(), &e) {
		return faults
	}
	for _, field := range e.Fields {
		if field.Code == fault.Required {
			faults = append(faults, fmt.Sprintf("--oidc-issuer %s: say by --oidc-%s what its tokens are meant for", issuer.URL, field.Path))
			continue
		}
		faults = append(faults, fmt.Sprintf("--oidc-%s %v: give an address that begins with https://", field.Path, field.Args[0]))
	}
	return faults
}

func shown(dir string, err error) string {
	if err != nil {
		return "none: this machine does not say where"
	}
	return dir
}

// dataHome is where the user's programs keep their data (XDG Base Directory
// Specification 0.8, and what macOS and Windows have for it).
func (m *Main) dataHome() (string, error) {
	const name = "thirdplace"
	if dir := m.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, name), nil
	}
	home := m.Getenv("HOME")
	switch {
	case runtime.GOOS == "windows" && m.Getenv("LocalAppData") != "":
		return filepath.Join(m.Getenv("LocalAppData"), name), nil
	case home == "":
		return "", errors.New("where to keep data is not known, because HOME is not set: give --data DIR")
	case runtime.GOOS == "darwin":
		return filepath.Join(home, "Library", "Application Support", name), nil
	}
	return filepath.Join(home, ".local", "share", name), nil
}
