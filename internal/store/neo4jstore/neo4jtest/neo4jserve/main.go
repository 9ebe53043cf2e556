// Command neo4jserve starts a real Neo4j on this machine, as the tests do, for
// whoever develops against one: it prints what to put into the environment, and
// ends the server when it is told to. It is no part of the program that users get.
//
//	make neo4j [DATA=folder] [BOLT=7687] [HTTP=7474] [LINE=calendar]
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/edclusters/thirdplace/internal/store/neo4jstore/neo4jtest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run starts a server, says where it is and ends it with ctx. It returns the exit
// status. What is to be copied goes to out, everything else to say.
func run(ctx context.Context, args []string, out, say io.Writer) int {
	flags := flag.NewFlagSet("neo4jserve", flag.ContinueOnError)
	flags.SetOutput(say)
	var place neo4jtest.Place
	flags.StringVar(&place.Folder, "data", "", "keep the data in this `folder`; a temporary one if not given")
	flags.IntVar(&place.Bolt, "bolt", 7687, "`port` for Bolt; 0 takes a free one")
	flags.IntVar(&place.HTTP, "http", 7474, "`port` for HTTP; 0 takes a free one")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return 2
	}
	if flags.NArg() > 0 {
		fmt.Fprintf(say, "neo4jserve: it takes flags only: %q\n", flags.Args())
		return 2
	}
	if err := serve(ctx, place, out, say); err != nil {
		fmt.Fprintf(say, "neo4jserve: %v\n", err)
		return 1
	}
	return 0
}

func serve(ctx context.Context, place neo4jtest.Place, out, say io.Writer) error {
	fmt.Fprintln(say, "Starting Neo4j; the first time it is fetched, which takes a minute ...")
	server, err := neo4jtest.StartAt(ctx, place)
	if ctx.Err() != nil {
		return nil // told to end before it began, which it has said to nobody
	}
	if err != nil {
		return err
	}
	kept := "They are dropped when it ends; name a folder by DATA= to keep them."
	if place.Folder != "" {
		kept = "They stay there."
	}
	fmt.Fprintf(say, "Neo4j %s runs. Its data are in %s. %s\nPut this into the environment of another terminal:\n\n", server.Version(), server.Home(), kept)
	fmt.Fprintf(out, "export NEO4J_URI=%s\nexport NEO4J_USERNAME=%s NEO4J_PASSWORD=%s\n", server.URI, server.Username, server.Password)
	fmt.Fprintf(say, `
and there, for instance: go run ./cmd/thirdplace --demo

To look at the graph, connect any Bolt client to that address, such as a Neo4j Browser that is
elsewhere (none comes with this server, and no cypher-shell), or ask over HTTP:

  curl -s -u "$NEO4J_USERNAME:$NEO4J_PASSWORD" -H 'Content-Type: application/json' \
    -d '{"statement": "MATCH (n) RETURN labels(n) AS is, count(*) AS times"}' %s/db/neo4j/query/v2

Ctrl-C ends it.
`, server.HTTP())
	return errors.Join(server.Watch(ctx), remove(server, say))
}

// remove ends the server in good order, so that what is kept is whole.
func remove(server *neo4jtest.Server, say io.Writer) error {
	fmt.Fprintln(say, "\nEnding Neo4j ...")
	return errors.Join(server.Stop(), server.Remove())
}
