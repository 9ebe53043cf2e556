package neo4jtest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// Server is a running Neo4j. It is used by one test at a time.
type Server struct {
	URI      string // bolt://127.0.0.1:port
	Username string
	Password string
	Database string

	line line
	java java
	home string // empty for a server that was running already
	kept bool   // the home is somebody's, and stays
	bolt int
	http int
	cmd  *exec.Cmd
	done chan struct{} // closed when the process has ended
}

// heap and pages are enough for the data of tests; NEO4J_TEST_HEAP and
// NEO4J_TEST_PAGES give a benchmark more.
const (
	heap  = "512m"
	pages = "256m"
)

func heapSize() string  { return cmp.Or(os.Getenv("NEO4J_TEST_HEAP"), heap) }
func pagesSize() string { return cmp.Or(os.Getenv("NEO4J_TEST_PAGES"), pages) }

// Start starts a server with an empty database, or takes the one NEO4J_TEST_URI names.
func Start(ctx context.Context) (*Server, error) {
	if uri := os.Getenv("NEO4J_TEST_URI"); uri != "" {
		s := &Server{URI: uri, Username: os.Getenv("NEO4J_TEST_USERNAME"), Password: os.Getenv("NEO4J_TEST_PASSWORD"), Database: "neo4j"}
		return s, s.wait(ctx)
	}
	s := &Server{Username: "neo4j", Password: "a secret of tests", Database: "neo4j"}
	err := s.install(ctx)
	if err == nil {
		err = s.Restart(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, s.Remove())
	}
	return s, nil
}

// Owned reports whether the server is this test's own, to be killed and paused.
func (s *Server) Owned() bool { return s.home != "" }

// Pid is the number of the server's process, 0 for one that was running already.
func (s *Server) Pid() int {
	if s.cmd == nil || s.cmd.Process == nil {
		return 0
	}
	return s.cmd.Process.Pid
}

// install makes the home directory of a server for tests, on free ports.
func (s *Server) install(ctx context.Context) error {
	jars, err := s.find(ctx)
	if err != nil {
		return err
	}
	if s.bolt, err = port(0); err != nil {
		return err
	}
	if s.http, err = port(0); err != nil {
		return err
	}
	if s.home, err = os.MkdirTemp("", "neo4jtest-"); err != nil {
		return err
	}
	if err := s.furnish(jars); err != nil {
		return err
	}
	return s.setPassword(ctx)
}

// find chooses the line of releases and finds what it takes: Java and the jars.
func (s *Server) find(ctx context.Context) (jars string, err error) {
	if s.line, err = lineOf(os.Getenv("LINE")); err != nil {
		return "", err
	}
	if s.java, err = s.line.findJava(ctx); err != nil {
		return "", err
	}
	return s.line.jars(ctx)
}

// furnish puts into the home what a server needs, over what is there.
func (s *Server) furnish(jars string) error {
	for _, folder := range []string{"conf", "data", "logs", "run", "import", "plugins"} {
		if err := os.MkdirAll(filepath.Join(s.home, folder), 0o700); err != nil {
			return err
		}
	}
	lib := filepath.Join(s.home, "lib")
	if err := os.Remove(lib); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Symlink(jars, lib); err != nil {
		return err
	}
	return s.configure()
}

// setPassword sets the password of a server that was never started.
func (s *Server) setPassword(ctx context.Context) error {
	out, err := exec.CommandContext(ctx, s.java.path, append(s.options("-Xmx128m"), "org.neo4j.server.startup.Neo4jAdminCommand",
		"dbms", "set-initial-password", s.Password)...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("set the first password: %w: %.2000s", err, out)
	}
	return nil
}

// configure writes the server's configuration.
func (s *Server) configure() error {
	s.URI = fmt.Sprintf("bolt://127.0.0.1:%d", s.bolt)
	conf := strings.NewReplacer("BOLT", fmt.Sprint(s.bolt), "HTTP", fmt.Sprint(s.http), "HEAP", heapSize(), "PAGES", pagesSize()).Replace(`server.default_listen_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:BOLT
server.bolt.advertised_address=127.0.0.1:BOLT
server.http.listen_address=127.0.0.1:HTTP
server.https.enabled=false
server.memory.heap.initial_size=HEAP
server.memory.heap.max_size=HEAP
server.memory.pagecache.size=PAGES
db.tx_log.preallocate=false
dbms.usage_report.enabled=false
client.allow_telemetry=false
server.bolt.telemetry.enabled=false
server.config.strict_validation.enabled=false
`)
	return os.WriteFile(filepath.Join(s.home, "conf", "neo4j.conf"), []byte(conf), 0o600)
}

// options are those of the Java runtime, up to the class path.
func (s *Server) options(more ...string) []string {
	options := append(more, "-XX:+UseG1GC", "-XX:+ExitOnOutOfMemoryError",
		"--add-opens=java.base/java.nio=ALL-UNNAMED", "--add-opens=java.base/java.io=ALL-UNNAMED",
		"--add-opens=java.base/sun.nio.ch=ALL-UNNAMED", "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
		"--enable-native-access=ALL-UNNAMED", "--add-modules=jdk.incubator.vector")
	if s.java.version >= 23 {
		options = append(options, "--sun-misc-unsafe-memory-access=allow")
	}
	return append(options, "-Dbasedir="+s.home, "-cp", filepath.Join(s.home, "lib", "*"))
}

// Restart starts the server's process on the data it has, and waits until it answers.
func (s *Server) Restart(ctx context.Context) error {
	s.cmd = exec.Command(s.java.path, append(s.options("-Xms"+heapSize(), "-Xmx"+heapSize()), s.line.main,
		"--home-dir="+s.home, "--config-dir="+filepath.Join(s.home, "conf"), "--console-mode")...)
	log, err := os.OpenFile(filepath.Join(s.home, "logs", "console.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	s.cmd.Stdout, s.cmd.Stderr, s.cmd.Env = log, log, append(os.Environ(), "NEO4J_HOME="+s.home)
	tie(s.cmd)
	started := make(chan error)
	s.done = make(chan struct{})
	go func(cmd *exec.Cmd, done chan struct{}) {
		runtime.LockOSThread() // see tie
		defer log.Close()
		defer close(done)
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait() // how it ends is its tester's choice
		}
	}(s.cmd, s.done)
	if err := <-started; err != nil {
		return err
	}
	if err := s.wait(ctx); err != nil {
		return fmt.Errorf("%w; it said: %s", err, s.lastWords())
	}
	return nil
}

// Revive sees that the server answers: one that ended is started again, and one that
// was paused goes on.
func (s *Server) Revive(ctx context.Context) error {
	if !s.Owned() {
		return nil
	}
	select {
	case <-s.done:
		return s.Restart(ctx)
	default:
	}
	_ = s.Continue() // where no process can be paused, this one was not
	return s.wait(ctx)
}

// lastWords is the end of what the server printed.
func (s *Server) lastWords() string {
	text, err := os.ReadFile(filepath.Join(s.home, "logs", "console.log"))
	if err != nil {
		return err.Error()
	}
	return string(text[max(0, len(text)-1500):])
}

// wait returns when the server answers a query.
func (s *Server) wait(ctx context.Context) error {
	driver, err := s.driver()
	if err != nil {
		return err
	}
	defer driver.Close(context.WithoutCancel(ctx))
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		_, err := neo4j.ExecuteQuery(ctx, driver, "RETURN 1", nil, neo4j.EagerResultTransformer,
			neo4j.ExecuteQueryWithDatabase(s.Database), neo4j.ExecuteQueryWithReadersRouting())
		if err == nil {
			return nil
		}
		select {
		case <-tick.C:
		case <-s.done:
			return errors.New("the server ended before it answered")
		case <-ctx.Done():
			return fmt.Errorf("the server does not answer: %w", err)
		}
	}
}

// Stop ends the process in good order.
func (s *Server) Stop() error { return s.end(terminate) }

// Kill ends the process at once, as kill -9 does.
func (s *Server) Kill() error { return s.end((*os.Process).Kill) }

// Pause stops the process without ending it: connections stay and nothing answers.
func (s *Server) Pause() error { return pause(s.cmd.Process) }

// Continue ends a pause.
func (s *Server) Continue() error { return carryOn(s.cmd.Process) }

func (s *Server) end(how func(*os.Process) error) error {
	if s.cmd == nil {
		return nil
	}
	err := how(s.cmd.Process)
	select {
	case <-s.done:
		return nil
	case <-time.After(time.Minute):
		return errors.Join(err, errors.New("the server does not end"), s.cmd.Process.Kill())
	}
}

// Remove ends the server and drops its home. One that was running already stays,
// and so does the home of one that is to be kept.
func (s *Server) Remove() error {
	if !s.Owned() {
		return nil
	}
	if s.kept {
		return s.Stop()
	}
	return errors.Join(s.Kill(), os.RemoveAll(s.home))
}
