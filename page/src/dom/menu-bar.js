// The menu bar, which covers the window's upper edge.

/** Its height, which mdBook's styles call `--menu-bar-height`. */
export const MENU_BAR_HEIGHT_PX = 50;
