"""The web server of the lesson on a tree: Debian's apache2 under the name httpd, with an init script of Red Hat's kind."""

from pathlib import Path

from .callers import call
from .lesson import MAIN as ADDRESS

PACKAGES = ("apache2-bin",)
PAGE = "<html>main says hello</html>\n"
_SCRIPT = Path(__file__).resolve().parents[1] / "init.d/httpd"
_CONFIGURATION = """ServerRoot /etc/apache2
PidFile /run/httpd/httpd.pid
DefaultRuntimeDir /run/httpd
LoadModule mpm_prefork_module /usr/lib/apache2/modules/mod_mpm_prefork.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule dir_module /usr/lib/apache2/modules/mod_dir.so
StartServers 8
User www-data
Group www-data
Listen 80
DocumentRoot /var/www/html
DirectoryIndex index.html
ErrorLog /var/log/httpd.log
"""


def install(tree):
    """Puts httpd, its configuration, a page and its init script on a tree with PACKAGES and the library."""
    tree.path("/usr/sbin/httpd").symlink_to("apache2")
    tree.write("/etc/apache2/apache2.conf", _CONFIGURATION)
    tree.write("/var/www/html/index.html", PAGE)
    tree.script("httpd", _SCRIPT.read_text())
    for folder in ("/run/httpd", "/run/lock/subsys"):
        tree.path(folder).mkdir(parents=True, exist_ok=True)


def address(tree):
    """Gives a tree without a network the address and the name of the lesson's main."""
    tree.write("/etc/hosts", f"127.0.0.1 localhost\n{ADDRESS} main\n")
    tree.ip("addr", "add", f"{ADDRESS}/16", "dev", "lo")


def page(tree, address=ADDRESS):
    """What a client gets from the web server."""
    answer = call(tree, (address, 80), b"GET / HTTP/1.0\r\n\r\n")
    return answer.partition("\r\n\r\n")[2]
