package neo4jtest

import (
	"os/exec"
	"syscall"
)

// tie makes the kernel end a process when the thread that started it ends, so
// that no server outlives a test run, however that ends.
func tie(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }
