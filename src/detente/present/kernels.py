"""The kernel that a report runs in: reached through socket files, not through the network."""

import os
import tempfile
from pathlib import Path
from uuid import uuid4

from jupyter_client.manager import AsyncKernelManager
from traitlets import default


class LocalKernelManager(AsyncKernelManager):
    """Kernel manager whose channels are files where the system has such sockets (not Windows).

    A port on the network could be read by others on the machine, and two kernels that start at
    once can race for one. The files have a name of their own and go with the kernel.
    """

    transport = "ipc" if os.name == "posix" else "tcp"

    @default("ip")
    def _ip_default(self) -> str:
        if self.transport == "tcp":
            return "127.0.0.1"
        return str(Path(tempfile.gettempdir()) / f"detente-{uuid4().hex[:12]}")
