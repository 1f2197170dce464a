"""The password of user1, which is `centos`: what servers that ask for it need in /etc."""

SHADOW = ("user1:$6$rousescenario$5aWXaP5i7DR8S/nuyuc3nm4uH1xNz7a1s1utZwSZWvA4q49eMq83vNekTkut56GzY3rQfTHvgm6sx5bKUk"
          "XUc0:19000:0:99999:7:::\n")
PAM = "".join(f"{kind} required pam_unix.so\n" for kind in ("auth", "account", "password", "session"))
