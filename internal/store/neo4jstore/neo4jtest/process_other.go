//go:build !unix

package neo4jtest

import (
	"errors"
	"os"
)

func pause(*os.Process) error       { return errors.ErrUnsupported }
func carryOn(*os.Process) error     { return errors.ErrUnsupported }
func terminate(p *os.Process) error { return p.Kill() }
