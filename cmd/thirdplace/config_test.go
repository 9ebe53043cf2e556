package main

import (
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

func TestSettingsParse(t *testing.T) {
	cases := []struct {
		name   string
		env    map[string]string
		args   []string
		text   string
		list   string
		toggle bool
		rest   string
	}{
		{"nothing", nil, nil, "standard", "", false, ""},
		{"flags", nil, []string{"--a-text", "x", "--a-list=1", "--on"}, "x", "1", true, ""},
		{"environment", map[string]string{"THIRDPLACE_A_TEXT": "e", "THIRDPLACE_A_LIST": "1, 2", "THIRDPLACE_ON": "true"}, nil, "e", "1,2", true, ""},
		{"flags before environment", map[string]string{"THIRDPLACE_A_TEXT": "e", "THIRDPLACE_A_LIST": "1", "THIRDPLACE_ON": "1"},
			[]string{"--a-text", "x", "--a-list", "2", "--a-list", "3,4", "--on=false"}, "x", "2,3,4", false, ""},
		{"flags after arguments", nil, []string{"one", "--on", "two", "-a-text", "x", "-"}, "x", "", true, "one two -"},
		{"arguments like flags", nil, []string{"--on", "one", "--", "--a-text", "x"}, "standard", "", true, "one --a-text x"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := newSettings("x", func(name string) string { return c.env[name] })
			text, list, toggle := s.text("a-text", "standard", ""), s.list("a-list", ""), s.toggle("on", "")
			rest, err := s.parse(c.args)
			if err != nil {
				t.Fatal(err)
			}
			if *text != c.text || strings.Join(*list, ",") != c.list || *toggle != c.toggle || strings.Join(rest, " ") != c.rest {
				t.Errorf("got %q %q %t %q", *text, *list, *toggle, rest)
			}
		})
	}
}

func TestSettingsNameEveryFault(t *testing.T) {
	s := newSettings("x", func(name string) string { return map[string]string{"THIRDPLACE_ON": "maybe"}[name] })
	s.toggle("on", "")
	_, err := s.parse([]string{"--one", "--on=perhaps", "--two"})
	faults, _ := err.(usage)
	if got, want := len(faults), 4; got != want {
		t.Errorf("%d faults, want %d: %q", got, want, faults)
	}
}

func TestServingFaults(t *testing.T) {
	cases := []struct {
		name string
		args []string
		says []string // of each fault
	}{
		{"good", []string{"--demo", "--origin", "https://a.example,http://localhost:3000", "--metrics-addr", ":9090"}, nil},
		{"an issuer", []string{"--oidc-issuer", "https://id.example", "--oidc-audience", "us"}, nil},
		{"an issuer, several audiences", []string{"--oidc-issuer", "https://id.example", "--oidc-audience", "web,app"}, nil},
		{"two issuers, audiences each", []string{"--oidc-issuer", "https://a.example,https://b.example", "--oidc-audience", "web app,us"}, nil},
		{"two issuers, one audience", []string{"--oidc-issuer", "https://a.example,https://b.example", "--oidc-audience", "us"}, nil},
		{"behind proxies", []string{"--trusted-proxies", "10.0.0.0/8,192.0.2.1", "--trusted-proxies", "fd00::/8", "--rate-limit", "0"}, nil},
		{"proxies by name", []string{"--trusted-proxies", "proxy.example"}, []string{"--trusted-proxies proxy.example"}},
		{"no rates", []string{"--rate-limit", "-1", "--concurrency", "many"}, []string{"--rate-limit -1", "--concurrency many"}},
		{"half of TLS", []string{"--tls-cert", "cert.pem"}, []string{"--tls-cert and --tls-key"}},
		{"both modes", []string{"--demo", "--dev"}, []string{"--demo and --dev"}},
		{"no port", []string{"--addr", "localhost"}, []string{"--addr localhost"}},
		{"no number", []string{"--addr", "localhost:http"}, []string{"--addr localhost:http"}},
		{"too high a number", []string{"--metrics-addr", ":65536"}, []string{"--metrics-addr :65536"}},
		{"dev for everybody", []string{"--dev", "--addr", ":8080"}, []string{"this machine only"}},
		{"any origin", []string{"--origin", "*"}, []string{"--origin *"}},
		{"several of each", []string{"--origin", "a.example,https://a.example/", "--addr", "x", "--oidc-audience", "us"},
			[]string{"--oidc-issuer", "--addr x", "--origin a.example", "--origin https://a.example/"}},
		{"an issuer without encryption", []string{"--oidc-issuer", "http://id.example", "--oidc-audience", "us"}, []string{"--oidc-issuer http://id.example"}},
		{"an issuer for nothing", []string{"--oidc-issuer", "https://id.example"}, []string{"--oidc-audience"}},
		{"an issuer twice", []string{"--oidc-issuer", "https://id.example,https://id.example", "--oidc-audience", "us"}, []string{"twice"}},
		{"bad keys", []string{"--oidc-issuer", "https://id.example", "--oidc-audience", "us", "--oidc-keys", "keys"}, []string{"--oidc-keys keys"}},
		{"lists that do not match", []string{"--oidc-issuer", "https://a.example,https://b.example", "--oidc-audience", "a,b,c"}, []string{"one of each"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s, read := newWorld(t).main(nil, nil, nil).serveSettings()
			if _, err := s.parse(c.args); err != nil {
				t.Fatal(err)
			}
			_, err := read()
			faults, _ := err.(usage)
			if len(faults) != len(c.says) {
				t.Fatalf("%d faults, want %d: %q", len(faults), len(c.says), faults)
			}
			for _, says := range c.says {
				if !slices.ContainsFunc(faults, func(f string) bool { return strings.Contains(f, says) }) {
					t.Errorf("no fault says %q: %q", says, faults)
				}
			}
		})
	}
}

func TestDataFolder(t *testing.T) {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		t.Skip("these have folders of their own")
	}
	cases := []struct {
		name string
		env  map[string]string
		args []string
		want string
	}{
		{"XDG", map[string]string{"XDG_DATA_HOME": "/x", "HOME": "/h"}, nil, "/x/thirdplace"},
		{"home", map[string]string{"HOME": "/h"}, nil, "/h/.local/share/thirdplace"},
		{"XDG that is not absolute", map[string]string{"XDG_DATA_HOME": "x", "HOME": "/h"}, nil, "/h/.local/share/thirdplace"},
		{"variable", map[string]string{"THIRDPLACE_DATA": "/v", "HOME": "/h"}, nil, "/v"},
		{"flag", map[string]string{"THIRDPLACE_DATA": "/v"}, []string{"--data", "/f"}, "/f"},
		{"demo", map[string]string{"HOME": "/h"}, []string{"--demo"}, "/h/.local/share/thirdplace/demo"},
		{"demo in a folder", map[string]string{"HOME": "/h"}, []string{"--demo", "--data", "/f"}, "/f"},
		{"demo in a variable's folder", map[string]string{"THIRDPLACE_DATA": "/v"}, []string{"--demo"}, "/v"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.env = c.env
			s, read := w.main(nil, nil, nil).serveSettings()
			if _, err := s.parse(c.args); err != nil {
				t.Fatal(err)
			}
			got, err := read()
			if err != nil || got.dir != filepath.FromSlash(c.want) {
				t.Errorf("got %q (%v), want %q", got.dir, err, c.want)
			}
		})
	}
	w := newWorld(t)
	w.env = nil
	w.want(w.run("check"), exitUsage, "--data DIR")
}
