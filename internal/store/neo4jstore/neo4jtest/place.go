package neo4jtest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
)

// Place is where a server lives that is for developing and not for a test.
type Place struct {
	Folder string // its data stay here, with a password of their own; empty: a temporary folder
	Bolt   int    // its ports; 0 takes a free one
	HTTP   int
}

// passwordFile marks a folder as one of ours, and has the password of its data.
const passwordFile = "password"

// StartAt starts a server at a place, on the data that are there. A folder with
// other things in it is left alone.
func StartAt(ctx context.Context, p Place) (*Server, error) {
	s := &Server{Username: "neo4j", Database: "neo4j", kept: p.Folder != ""}
	err := s.settle(ctx, p)
	if err == nil {
		err = s.Restart(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, s.Remove())
	}
	return s, nil
}

// settle makes the home directory of a server, or finds the one that was made.
func (s *Server) settle(ctx context.Context, p Place) error {
	jars, err := s.find(ctx)
	if err != nil {
		return err
	}
	if s.bolt, err = port(p.Bolt); err != nil {
		return err
	}
	if s.http, err = port(p.HTTP); err != nil {
		return err
	}
	if s.home, err = p.home(); err != nil {
		return err
	}
	text, err := os.ReadFile(filepath.Join(s.home, passwordFile))
	if s.Password = strings.TrimSpace(string(text)); err == nil && s.Password != "" {
		return s.furnish(jars)
	}
	s.Password = rand.Text()
	if err := s.furnish(jars); err != nil {
		return err
	}
	if err := s.setPassword(ctx); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(s.home, passwordFile), []byte(s.Password+"\n"), 0o600)
}

// home returns the whole path of a folder that is empty, or was made by settle.
func (p Place) home() (string, error) {
	if p.Folder == "" {
		return os.MkdirTemp("", "neo4j-")
	}
	folder, err := filepath.Abs(p.Folder)
	if err != nil {
		return "", err
	}
	found, err := os.ReadDir(folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return folder, os.MkdirAll(folder, 0o700)
	case err != nil:
		return "", err
	}
	if _, err := os.Stat(filepath.Join(folder, passwordFile)); err != nil && len(found) > 0 {
		return "", fmt.Errorf("%s has other things in it: name an empty folder, or one made by this program", folder)
	}
	return folder, nil
}

// port returns a port that is wanted, if nobody listens on it, or a free one for 0.
func port(wanted int) (int, error) {
	l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", wanted))
	if err != nil {
		return 0, fmt.Errorf("port %d is taken: name another, or 0 for a free one", wanted)
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close()
}

// HTTP is where the server answers requests over HTTP.
func (s *Server) HTTP() string { return fmt.Sprintf("http://127.0.0.1:%d", s.http) }

// Home is the folder of the server's data.
func (s *Server) Home() string { return s.home }

// Version is the server's.
func (s *Server) Version() string { return s.line.version }

// Watch returns nil when ctx ends, and an error if the server does before.
func (s *Server) Watch(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case <-s.done:
		if ctx.Err() != nil { // the same key press ended both
			return nil
		}
		return fmt.Errorf("the server has ended; it said: %s", s.lastWords())
	}
}
